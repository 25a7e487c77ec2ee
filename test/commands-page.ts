import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Only what this page prints of oclif's manifest. */
interface Manifest {
  readonly commands: Readonly<Record<string, ManifestCommand>>;
}

interface ManifestCommand {
  readonly id: string;
  readonly summary: string;
  readonly description?: string;
  readonly examples?: readonly string[];
  readonly args: Readonly<
    Record<string, { readonly name: string; readonly multiple?: boolean; readonly required?: boolean }>
  >;
  readonly flags: Readonly<Record<string, ManifestFlag>>;
}

interface ManifestFlag {
  readonly name: string;
  readonly char?: string;
  readonly summary?: string;
  readonly description?: string;
  readonly helpValue?: string;
  readonly type: 'boolean' | 'option';
  readonly required?: boolean;
  readonly hidden?: boolean;
}

/** `docs/commands.md`: what `pysign help` says of every command, made from the program itself. */
export function commandsPage(root: string): string {
  const manifest: unknown = JSON.parse(readFileSync(join(root, 'oclif.manifest.json'), 'utf8'));
  if (!isManifest(manifest)) throw new Error('oclif.manifest.json is not a manifest');
  const commands = Object.values(manifest.commands).toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const intro =
    '# Commands\n\nMade from the program by `npm run docs`; do not edit. `pysign help COMMAND` says the same.';
  return `${[intro, ...commands.map(section)].join('\n\n')}\n`;
}

function isManifest(value: unknown): value is Manifest {
  return typeof value === 'object' && value !== null && 'commands' in value;
}

function section(command: ManifestCommand): string {
  const name = `pysign ${command.id.replaceAll(':', ' ')}`;
  const args = Object.values(command.args).map(argument);
  const flags = Object.values(command.flags).filter(({ hidden }) => hidden !== true);
  const rows = flags.map((flag) => `| ${flagName(flag)} | ${words(flag)} |`);
  const examples = (command.examples ?? []).map((example) => example.replace('<%= config.bin %>', 'pysign'));
  return [
    `## ${name}`,
    command.summary,
    ...(command.description === undefined ? [] : [command.description]),
    `\`\`\`console\n${[`$ ${[name, ...args].join(' ')} [flags]`, ...examples.map((example) => `$ ${example}`)].join('\n')}\n\`\`\``,
    ['| flag | |', '| --- | --- |', ...rows].join('\n'),
  ].join('\n\n');
}

function argument({ name, multiple, required }: ManifestCommand['args'][string]): string {
  const shown = `${name.toUpperCase()}${multiple === true ? '…' : ''}`;
  return required === true ? shown : `[${shown}]`;
}

function flagName({ name, char, type, helpValue }: ManifestFlag): string {
  const value = type === 'option' ? ` ${helpValue ?? 'VALUE'}` : '';
  return `\`${char === undefined ? '' : `-${char}, `}--${name}${value}\``.replaceAll('|', String.raw`\|`);
}

function words({ summary, description, required }: ManifestFlag): string {
  return [summary, description, required === true ? '(required)' : undefined]
    .filter((text) => text !== undefined)
    .join(' ')
    .replaceAll('|', String.raw`\|`);
}
