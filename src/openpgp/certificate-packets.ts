import { type Packet, packetsIn, tags } from './packets.ts';
import { parsePublicKey, type PublicKeyFields } from './public-key-fields.ts';
import { parseSignature, type SignatureFields } from './signature-fields.ts';
import { reasonOf } from '../errors.ts';

/** A transferable public key (RFC 9580 §10.1), taken apart. Nothing in it is proven. */
export interface CertificatePackets {
  /** As they were read, for others to read. */
  readonly all: readonly Packet[];
  readonly primary: PublicKeyFields;
  /** Directly over the primary key. */
  readonly signatures: readonly SignatureFields[];
  readonly identities: readonly IdentityPackets[];
  readonly subkeys: readonly SubkeyPackets[];
  /** How many signatures and subkeys could not be read; they say nothing. */
  readonly unread: number;
}

interface IdentityPackets {
  /** Null for an attribute, a picture as a rule. */
  readonly userId: string | null;
  /** What is hashed for it (RFC 9580 §5.2.4). */
  readonly hashedForm: Uint8Array;
  readonly signatures: readonly SignatureFields[];
}

export interface SubkeyPackets {
  readonly key: PublicKeyFields;
  readonly signatures: readonly SignatureFields[];
}

/** The primary key or one subkey of a certificate. */
export interface CertificatePart extends PublicKeyFields {
  readonly isPrimary: boolean;
}

export type ReadCertificate =
  | { readonly readable: true; readonly packets: CertificatePackets }
  /** `reason` completes the sentence "the key cannot be read: …". */
  | { readonly readable: false; readonly reason: string };

/** Larger than any person's certificate, strangers' signatures included. */
const MOST_BYTES = 16 << 20;

/**
 * Every certificate in a row of packets; one that cannot be read costs only itself.
 * @throws SyntaxError where the bytes are no packets.
 */
export function certificatesIn(bytes: Uint8Array): readonly ReadCertificate[] {
  const groups: Packet[][] = [];
  for (const packet of packetsIn(bytes)) {
    if (packet.tag === tags.publicKey || packet.tag === tags.secretKey) groups.push([packet]);
    else groups.at(-1)?.push(packet);
  }
  return groups.map(readOne);
}

function readOne([first, ...others]: readonly Packet[]): ReadCertificate {
  try {
    if (first === undefined) throw new SyntaxError('it is empty');
    if (first.tag === tags.secretKey) throw new SyntaxError('it is a SECRET key, which nobody needs to verify');
    const size = others.reduce((sum, { body }) => sum + body.length, first.body.length);
    if (size > MOST_BYTES) throw new SyntaxError('it is larger than 16 MiB');
    return { readable: true, packets: { all: [first, ...others], ...assemble(parsePublicKey(first.body), others) } };
  } catch (error) {
    return { readable: false, reason: reasonOf(error) };
  }
}

interface Growing {
  readonly signatures: SignatureFields[];
}

function assemble(primary: PublicKeyFields, packets: readonly Packet[]): Omit<CertificatePackets, 'all'> {
  const signatures: SignatureFields[] = [];
  const identities: (IdentityPackets & Growing)[] = [];
  const subkeys: (SubkeyPackets & Growing)[] = [];
  let unread = 0;
  /** What the signatures that follow are about; null after a part that could not be read. */
  let subject: SignatureFields[] | null = signatures;
  for (const { tag, body } of packets) {
    try {
      switch (tag) {
        case tags.signature:
          subject?.push(parseSignature(body));
          break;
        case tags.userId:
        case tags.userAttribute: {
          const identity = identityIn(tag, body);
          identities.push(identity);
          subject = identity.signatures;
          break;
        }
        case tags.publicSubkey: {
          subject = null;
          const subkey = { key: parsePublicKey(body), signatures: [] };
          subkeys.push(subkey);
          subject = subkey.signatures;
          break;
        }
        default:
        // Trust packets, markers and what the future brings stand there without meaning (RFC 9580 §4.3).
      }
    } catch {
      unread += 1;
    }
  }
  return { primary, signatures, identities, subkeys, unread };
}

function identityIn(tag: number, body: Uint8Array): IdentityPackets & Growing {
  const head = Buffer.alloc(5);
  head[0] = tag === tags.userId ? 0xb4 : 0xd1;
  head.writeUInt32BE(body.length, 1);
  const userId = tag === tags.userId ? Buffer.from(body).toString('utf8') : null;
  return { userId, hashedForm: Buffer.concat([head, body]), signatures: [] };
}
