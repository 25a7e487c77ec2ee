import { BaseCommand } from '../../cli/base-command.ts';

export default class IndexList extends BaseCommand {
  static override summary = 'List the kinds of index servers that pysign knows, and what each does with signatures.';
  static override description =
    'Nothing is asked of any server: this is what was read in their code or tested against them. `pysign index show` asks.';
  static override examples = ['<%= config.bin %> index list', '<%= config.bin %> index list --json'];

  async run(): Promise<void> {
    const { flags } = await this.parse(IndexList);
    const { listIndexes } = await import('../../cli/index-flow.ts');
    listIndexes(flags.json);
  }
}
