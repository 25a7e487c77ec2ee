import { Args, Flags } from '@oclif/core';

/** Files as the shell expands `dist/*`; none means the files of `dist`. */
export const fileArguments = {
  files: Args.string({
    multiple: true,
    required: false,
    description: 'Wheels and .tar.gz sdists of one release. Default: dist/*',
  }),
};

export const keyFlag = {
  key: Flags.string({
    summary: 'Signing key: fingerprint or address. [env: PYSIGN_KEY]',
    description: "Default: gpg's default-key, else the only key that can sign.",
    helpValue: 'FPR|ADDRESS',
    helpGroup: 'SIGNING',
  }),
};

/** For commands that sign. */
export const signerFlags = {
  ...keyFlag,
  'key-file': Flags.string({
    summary: 'Sign with the secret key in this file, without gpg. [env: PYSIGN_SECRET_KEY holds the key itself]',
    helpValue: 'FILE',
    helpGroup: 'SIGNING',
  }),
  'passphrase-file': Flags.string({
    summary: 'Passphrase of the key: the first line of this file. [env: PYSIGN_PASSPHRASE holds it]',
    description: 'For machines without a terminal; otherwise the pinentry of gpg-agent asks.',
    helpValue: 'FILE',
    helpGroup: 'SIGNING',
    exclusive: ['passphrase-fd'],
  }),
  'passphrase-fd': Flags.integer({
    summary: 'The same, from an open file descriptor.',
    helpValue: 'N',
    helpGroup: 'SIGNING',
    min: 0,
  }),
};

/** Which index is meant. */
export const whichIndexFlags = {
  repository: Flags.string({
    char: 'r',
    summary:
      'Name of the index: pypi, testpypi, or one of your settings or .pypirc. [env: PYSIGN_REPOSITORY, TWINE_REPOSITORY]',
    helpValue: 'NAME',
    helpGroup: 'INDEX',
  }),
  'repository-url': Flags.string({
    summary: 'Upload address of the index. [env: PYSIGN_REPOSITORY_URL, TWINE_REPOSITORY_URL] Default: PyPI',
    helpValue: 'URL',
    helpGroup: 'INDEX',
  }),
};

const verboseFlag = {
  verbose: Flags.boolean({
    summary: 'Say which files and credentials are used, and what is asked and answered. Never a secret.',
    helpGroup: 'OUTPUT',
  }),
};

const tlsFlags = {
  cert: Flags.string({
    summary: "Trust the authorities in this PEM file, in place of the system's. [env: PYSIGN_CERT, TWINE_CERT]",
    helpValue: 'FILE',
    helpGroup: 'INDEX',
  }),
  'client-cert': Flags.string({
    summary: 'Show this certificate to the index: one PEM file with its key. [env: PYSIGN_CLIENT_CERT]',
    helpValue: 'FILE',
    helpGroup: 'INDEX',
  }),
};

export const indexFlags = {
  ...whichIndexFlags,
  'simple-url': Flags.string({
    summary: 'Simple API of the same index, where it does not follow from the upload address. [env: PYSIGN_SIMPLE_URL]',
    helpValue: 'URL',
    helpGroup: 'INDEX',
  }),
  timeout: Flags.integer({
    summary: 'Give up when nothing moves for so long. [env: PYSIGN_TIMEOUT] Default: 60',
    min: 1,
    max: 86_400,
    helpValue: 'SECONDS',
    helpGroup: 'INDEX',
  }),
  ...tlsFlags,
  ...verboseFlag,
  'allow-http': Flags.boolean({
    summary: 'Allow plain http to a machine other than this one.',
    helpGroup: 'INDEX',
  }),
};

export const signaturesFlag = {
  signatures: Flags.string({
    summary: 'prefer: sign, send, report. require: prove them kept, or fail. off: none. [env: PYSIGN_SIGNATURES]',
    helpValue: 'prefer|require|off',
    helpGroup: 'SIGNING',
  }),
};

export const confirmFlags = {
  'confirm-timeout': Flags.integer({
    summary: 'How long to wait for the index to list the files. [env: PYSIGN_CONFIRM_TIMEOUT] Default: 60',
    min: 0,
    max: 86_400,
    helpValue: 'SECONDS',
    helpGroup: 'INDEX',
  }),
};

export const jobsFlag = {
  jobs: Flags.integer({
    summary: 'Send so many files at a time, after the first. Default: 1',
    min: 1,
    max: 16,
    helpValue: 'N',
    helpGroup: 'INDEX',
  }),
};

export const receiptFlag = {
  receipt: Flags.string({
    summary: 'Write the JSON document to this file too.',
    helpValue: 'FILE',
    helpGroup: 'OUTPUT',
  }),
};

export const dryRunFlag = {
  'dry-run': Flags.boolean({
    summary: 'Do everything but the upload, and print what would be sent.',
    helpGroup: 'OUTPUT',
  }),
};

/** What twine's users type after `upload`. */
export const twineFlags = {
  sign: Flags.boolean({
    char: 's',
    summary: 'Sign first what has no signature yet.',
    helpGroup: 'SIGNING',
  }),
  identity: Flags.string({
    char: 'i',
    summary: 'Signing key, as --key; only with --sign.',
    helpValue: 'FPR|ADDRESS',
    helpGroup: 'SIGNING',
    dependsOn: ['sign'],
    exclusive: ['key'],
  }),
  comment: Flags.string({
    char: 'c',
    summary: 'A comment that is sent beside each file.',
    helpValue: 'TEXT',
    helpGroup: 'INDEX',
  }),
  'skip-existing': Flags.boolean({
    summary: 'Go on after a file that is there already: always so for equal bytes, and never for others.',
    helpGroup: 'INDEX',
  }),
  'disable-progress-bar': Flags.boolean({
    summary: 'Plain lines in place of a moving bar, as in a log.',
    helpGroup: 'OUTPUT',
  }),
};

/** For commands that look at a release before anything of it is sent. */
export const preflightFlags = {
  strict: Flags.boolean({
    summary: 'Rules that the index may have changed since our data was made count as errors too.',
    helpGroup: 'RELEASE',
  }),
  'all-projects': Flags.boolean({
    summary: 'The files are of several projects, and each is a release of its own.',
    helpGroup: 'RELEASE',
  }),
};

export const verifyingKeyFlag = {
  'key-file': Flags.string({
    summary: "Verify with the public keys in this file, not with gpg's keyring.",
    helpValue: 'FILE',
    helpGroup: 'SIGNING',
  }),
};

/** Where public keys are looked for. */
export const keySourceFlags = {
  'key-file': Flags.string({
    summary: 'A file, or a folder of files, with public keys.',
    helpValue: 'FILE',
    helpGroup: 'TRUST',
  }),
  'keys-url': Flags.string({
    summary: 'Address where the author publishes keys, which you know from elsewhere.',
    helpValue: 'URL',
    helpGroup: 'TRUST',
  }),
  keyserver: Flags.string({
    summary: 'Key server to look at.',
    default: 'https://keys.openpgp.org',
    helpValue: 'URL',
    helpGroup: 'TRUST',
  }),
  'find-keys': Flags.boolean({
    summary: 'Look in web key directories and on the key server.',
    default: true,
    allowNo: true,
    helpGroup: 'TRUST',
  }),
};
