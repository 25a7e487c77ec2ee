import { Flags } from '@oclif/core';

export const usernameFlag = {
  username: Flags.string({
    char: 'u',
    summary: 'User name at the index. [env: PYSIGN_USERNAME, TWINE_USERNAME] Default: __token__ for PyPI',
    helpValue: 'NAME',
    helpGroup: 'CREDENTIALS',
  }),
};

export const projectFlag = {
  project: Flags.string({
    summary: 'For this project alone: what is kept for it wins over what is kept for its index.',
    helpValue: 'NAME',
    helpGroup: 'INDEX',
  }),
};

/** For commands that speak to an index as somebody. */
export const credentialFlags = {
  ...usernameFlag,
  'password-stdin': Flags.boolean({
    summary:
      'Password or token: the first line of standard input. [env: PYSIGN_TOKEN, PYSIGN_PASSWORD, TWINE_PASSWORD]',
    helpGroup: 'CREDENTIALS',
    exclusive: ['password-file'],
  }),
  'password-file': Flags.string({
    summary: 'Password or token: the first line of this file.',
    helpValue: 'FILE',
    helpGroup: 'CREDENTIALS',
  }),
  password: Flags.string({ char: 'p', hidden: true }),
  'config-file': Flags.string({
    summary: 'Read this file in place of ~/.pypirc.',
    helpValue: 'FILE',
    helpGroup: 'CREDENTIALS',
  }),
  'no-keyring': Flags.boolean({
    summary: "Leave this system's key chain alone. [env: PYSIGN_NO_KEYRING]",
    helpGroup: 'CREDENTIALS',
  }),
  'non-interactive': Flags.boolean({
    summary: 'Ask nothing; fail where something is missing. [env: TWINE_NON_INTERACTIVE]',
    helpGroup: 'CREDENTIALS',
  }),
};
