export type Ours = 'accept' | 'reject';

/** Where others disagree: what we answer, part of our words for it, and why. */
interface Split {
  readonly ours: Ours;
  readonly words: string;
  readonly because: string;
}

export const splits: ReadonlyMap<string, Split> = new Map([
  [
    'sq-dsa-v3-sig',
    {
      ours: 'reject',
      words: 'of version 3',
      because: 'version 3 signs next to nothing of itself, and Sequoia stopped reading it in 2021',
    },
  ],
  [
    'sq-primary-key-is-also-subkey',
    {
      ours: 'reject',
      words: 'a SECRET key',
      because: 'the file holds the secret key: whoever is handed one is told so, and nothing is verified with it',
    },
  ],
  [
    'sq-signed-1-rsa-neal',
    { ours: 'accept', words: '', because: 'gpg finds the key expired today; it signed in its time' },
  ],
  [
    'sq-neal-sigs-out-of-order',
    { ours: 'accept', words: '', because: 'the newest self-signature counts wherever it stands' },
  ],
  [
    'kl-neal-redhat-msg',
    {
      ours: 'reject',
      words: 'had expired when it signed',
      because: 'this copy of the key ends before the day of the signature; gosop does not look',
    },
  ],
  [
    'sqv-bad-subkey-keyring',
    {
      ours: 'accept',
      words: '',
      because: 'of two certificates with the same subkey, the one that it signed back to counts',
    },
  ],
  [
    'sqv-not-revoked--t1-t2.sk',
    {
      ours: 'accept',
      words: '',
      because:
        'published certificates keep the newest binding only: the subkey existed, whatever day it was bound anew',
    },
  ],
  [
    'sqv-revoked-compromised--t2-t3',
    { ours: 'reject', words: 'is revoked', because: 'a key that was stolen is good for nothing; gosop does not look' },
  ],
  [
    'sqv-revoked-no-subpacket--t1-t2',
    { ours: 'reject', words: 'is revoked', because: 'a revocation without a reason may mean the worst' },
  ],
  [
    'sqv-revoked-unspecified--t1-t2',
    { ours: 'reject', words: 'is revoked', because: 'so may one whose reason is unspecified' },
  ],
  [
    'sqv-revoked-superseded--t1-t2',
    {
      ours: 'accept',
      words: '',
      because: 'a key that was only replaced keeps what it signed before; gpg refuses all of it',
    },
  ],
  [
    'sqv-revoked-superseded--t2-t3',
    { ours: 'reject', words: 'replaced by another on 2019-01-01', because: 'signed after the key was replaced' },
  ],
  [
    'sqv-revoked-key-retired--t3-now',
    {
      ours: 'reject',
      words: 'retired on 2019-01-01',
      because: 'whoever finds a retired key could bring it back with a new self-signature: a revocation stays',
    },
  ],
  [
    'sqv-revoked-compromised.sk--t3-now.sk',
    { ours: 'reject', words: 'is a revoked subkey', because: 'a subkey that was stolen is good for nothing' },
  ],
  [
    'rpgp-two-signed',
    {
      ours: 'accept',
      words: '',
      because:
        'one of two signatures is over these bytes, the other was over a message with the first: it takes nothing away',
    },
  ],
  [
    'rpgp-bob-cert-ecdsa-opaque',
    { ours: 'accept', words: '', because: 'a subkey on an unknown curve costs itself, not the certificate' },
  ],
  [
    'rpgp-bob-cert-ecdh-opaque',
    { ours: 'accept', words: '', because: 'likewise an encryption subkey that nobody can read' },
  ],
  [
    'go-rsa1024-sha1',
    {
      ours: 'reject',
      words: 'made with SHA-1',
      because: 'broken digest and short key: gpg alone and rsop still take it',
    },
  ],
  ['go-v3-sig-rsa', { ours: 'reject', words: 'of version 3', because: 'as above: version 3 is not read' }],
  [
    'go-old-style-two-sigs',
    {
      ours: 'accept',
      words: '',
      because: 'one of two signatures is right and its key is here; the other takes nothing away',
    },
  ],
  [
    'gp-unknown-packets',
    {
      ours: 'accept',
      words: '',
      because: 'packets without meaning between signatures are passed over (RFC 9580 §4.3)',
    },
  ],
  [
    'deb-hello-2.10',
    {
      ours: 'accept',
      words: '',
      because: 'all self-signatures of this copy are newer than the signature: the first of them is taken for its word',
    },
  ],
  [
    'deb-acl-2.3.1',
    {
      ours: 'accept',
      words: '',
      because:
        'gpg finds the key expired today, Sequoia its SHA-1 self-signature: it signed in its time, and SHA-1 warns',
    },
  ],
  ['deb-libassuan-2.5.5', { ours: 'accept', words: '', because: 'a key file with several certificates is read whole' }],
  [
    'deb-python-cryptography-38.0.4',
    {
      ours: 'accept',
      words: '',
      because: 'a SHA-1 self-signature warns, and both armoured blocks of the key file are read',
    },
  ],
  [
    'made-signing-brainpoolp384r1',
    { ours: 'accept', words: '', because: 'Brainpool is sound; apt refuses it from 2028, which is said' },
  ],
  ['made-signing-brainpoolp512r1', { ours: 'accept', words: '', because: 'the same' }],
  [
    'made-signing-secp256k1',
    {
      ours: 'reject',
      words: 'the curve secp256k1',
      because: 'not a curve of RFC 9580: openpgp.js and Sequoia refuse it',
    },
  ],
  [
    'made-hash-md5',
    { ours: 'reject', words: 'MD5, which is broken', because: 'a self-signature that anybody can forge binds nothing' },
  ],
  [
    'made-kl-sha1-userid-sha256-subkeys',
    { ours: 'accept', words: '', because: 'a SHA-1 self-signature over a user id warns' },
  ],
  ['made-kl-sha1-userid-sha256-subkeys-sub', { ours: 'accept', words: '', because: 'the same for its subkey' }],
  [
    'made-kl-sha256-expired',
    { ours: 'accept', words: '', because: 'gpg says expired of today; it signed in its time' },
  ],
  ['made-kl-sha1-expired', { ours: 'accept', words: '', because: 'the same, with a warning for SHA-1' }],
  [
    'made-kl-sha256-expired-sha1-live',
    { ours: 'accept', words: '', because: 'the newest self-signature prolongs the key; that it uses SHA-1 warns' },
  ],
  [
    'made-kl-sha1-backsig-signing-subkey-sub',
    { ours: 'accept', words: '', because: 'a SHA-1 back-signature warns like any self-signature' },
  ],
]);
