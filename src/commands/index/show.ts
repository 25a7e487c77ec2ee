import { Args } from '@oclif/core';
import { BaseCommand } from '../../cli/base-command.ts';
import { indexFlags } from '../../cli/flags.ts';

export default class IndexShow extends BaseCommand {
  static override summary = 'Ask an index what it is, and tell what it does with signatures.';
  static override description =
    'It is asked for the page at its upload address, and sent no credentials but those in that address.';
  static override examples = [
    '<%= config.bin %> index show pypi',
    '<%= config.bin %> index show https://packages.example.org/legacy/',
  ];
  static override args = {
    index: Args.string({ required: true, description: 'Upload address of the index; or pypi, testpypi.' }),
  };
  static override flags = { 'allow-http': indexFlags['allow-http'] };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(IndexShow);
    const { showIndex } = await import('../../cli/index-flow.ts');
    await showIndex(args.index, { allowHttp: flags['allow-http'], json: flags.json, userAgent: this.config.userAgent });
  }
}
