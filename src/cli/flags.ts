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

export const indexFlags = {
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
  'simple-url': Flags.string({
    summary: 'Simple API of the same index, where it does not follow from the upload address. [env: PYSIGN_SIMPLE_URL]',
    helpValue: 'URL',
    helpGroup: 'INDEX',
  }),
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
