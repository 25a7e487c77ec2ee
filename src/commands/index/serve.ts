import { Flags } from '@oclif/core';
import { BaseCommand } from '../../cli/base-command.ts';

export default class IndexServe extends BaseCommand {
  static override summary = 'Serve a small index of your own on this machine, which keeps signatures.';
  static override description =
    'Takes uploads from pysign, twine and uv, and serves pip and uv. Everything lies in one folder. It listens on 127.0.0.1 only.';
  static override examples = [
    '<%= config.bin %> index serve --directory packages --port 8080 --password-file password.txt',
    '<%= config.bin %> index serve --directory packages --port 0 --no-password',
  ];
  static override flags = {
    directory: Flags.directory({
      required: true,
      summary: 'Folder that holds the index; made when missing.',
      exists: false,
    }),
    port: Flags.integer({ required: true, min: 0, max: 65_535, summary: 'Port to listen on; 0 takes a free one.' }),
    'password-file': Flags.file({
      summary: 'File with one line, NAME:PASSWORD, asked of everyone who reads or uploads.',
      exactlyOne: ['password-file', 'no-password'],
    }),
    'no-password': Flags.boolean({ summary: 'Let anyone on this machine read and upload.' }),
    'drop-signatures': Flags.boolean({ summary: 'Answer 200 and forget signatures, as PyPI has done since May 2023.' }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(IndexServe);
    const { serve } = await import('../../cli/serve.ts');
    await serve({
      directory: flags.directory,
      port: flags.port,
      passwordFile: flags['password-file'] ?? null,
      dropSignatures: flags['drop-signatures'],
      json: flags.json,
      quiet: flags.quiet,
    });
  }
}
