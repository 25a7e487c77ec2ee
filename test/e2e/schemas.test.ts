import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { exitCodes } from '../../src/errors.ts';
import { ruleNames } from '../../src/preflight/finding.ts';
import type { ReceiptDocument } from '../../src/reports/receipt-document.ts';
import { buildSampleDistributions, buildSampleWheel } from '../fixtures/distributions.ts';
import { useEmbeddedIndex } from '../fixtures/embedded-index.ts';
import { useFolder } from '../fixtures/folder.ts';
import { useAuthor } from '../fixtures/gnupg.ts';
import { reply, resetAfter, useHostileIndex } from '../fixtures/hostile-index.ts';
import { pysign, type RunOptions } from '../fixtures/program.ts';
import { receiptFrom } from '../fixtures/receipt-json.ts';
import { schemaFaults, schemaNames, schemaText } from '../fixtures/schemas.ts';
import { useTamperingIndex } from '../fixtures/tampering-index.ts';

/** Every part of a schema, the schema itself among them. */
function partsOf(value: unknown): readonly Record<string, unknown>[] {
  if (typeof value !== 'object' || value === null) return [];
  const record: Record<string, unknown> = { ...value };
  const isPart = !Array.isArray(value);
  return [...(isPart ? [record] : []), ...Object.values(value).flatMap(partsOf)];
}

/** The strings that a property of this name may hold, anywhere in a schema. */
function enumOf(name: string, property: string): readonly string[] {
  const values = partsOf(schemaText(name)).flatMap((part) => partsOf(part[property]).flatMap((found) => found['enum']));
  return [...new Set(values.filter((value) => typeof value === 'string'))].toSorted();
}

function commandNames(folder: string, before = ''): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory()
      ? commandNames(join(folder, entry.name), `${entry.name}-`)
      : [`${before}${entry.name.replace(/\.ts$/u, '')}`],
  );
}

function seen(values: readonly string[]): readonly string[] {
  return [...new Set(values)].toSorted();
}

/** Commands that print no document. */
const silent: ReadonlySet<string> = new Set(['autocomplete']);

describe('the JSON Schemas', () => {
  it('are there for every command, and for no other', () => {
    const commands = commandNames(join('src', 'commands')).filter((name) => !silent.has(name));
    expect(schemaNames.filter((name) => name !== 'definitions' && name !== 'failure').toSorted()).to.deep.equal(
      commands.toSorted(),
    );
  });

  it('allow no field that they do not name, and want every field that they name', () => {
    const objects = schemaNames
      .flatMap((name) => partsOf(schemaText(name)))
      .filter((part) => part['type'] === 'object');
    expect(objects.length).to.be.greaterThan(20);
    for (const { additionalProperties, required, properties } of objects) {
      expect(additionalProperties).to.equal(false);
      expect(required).to.deep.equal(Object.keys({ ...(typeof properties === 'object' ? properties : {}) }));
    }
  });

  it('know every error code and every rule', () => {
    expect(enumOf('definitions', 'code')).to.deep.equal(Object.keys(exitCodes).toSorted());
    expect(enumOf('check', 'rule')).to.deep.equal(ruleNames.toSorted());
  });

  it('refuse a document with a field too many, a field too few and a value of another kind', () => {
    const failure = {
      schemaVersion: 1,
      command: 'sign',
      exitCode: 2,
      error: { code: 'USAGE', message: 'x', next: null },
    };
    expect(schemaFaults('sign', failure)).to.deep.equal([]);
    expect(schemaFaults('sign', { ...failure, more: 1 })).not.to.deep.equal([]);
    expect(schemaFaults('sign', { ...failure, exitCode: 0 })).not.to.deep.equal([]);
    expect(schemaFaults('sign', { ...failure, command: 'release' })).not.to.deep.equal([]);
    expect(schemaFaults('sign', { ...failure, error: { code: 'USAGE', message: 'x' } })).not.to.deep.equal([]);
  });
});

describe('every variant of a receipt', () => {
  const folder = useFolder();
  const author = useAuthor('ed25519');
  const index = useEmbeddedIndex();
  const dropper = useEmbeddedIndex({ dropSignatures: true });
  const tampering = useTamperingIndex();
  const hostile = useHostileIndex();
  const receipts: ReceiptDocument[] = [];
  const exits = new Set<number>();

  /** Each document is compared with its schema by `pysign` itself; here the two ways of printing are. */
  async function run(args: readonly string[], options: RunOptions = author): Promise<ReceiptDocument> {
    const asJson = await pysign([...args, '--json'], options);
    const receipt = receiptFrom(asJson);
    receipts.push(receipt);
    exits.add(asJson.exitCode);
    return receipt;
  }

  async function same(args: readonly string[], options: RunOptions = author): Promise<void> {
    const { exitCode } = await run(args, options);
    expect((await pysign(args, options)).exitCode).to.equal(exitCode);
  }

  async function wheel(name: string, extra: Record<string, string> = {}): Promise<string> {
    return buildSampleWheel(await folder.sub(`${name}${Object.keys(extra).join('')}`), { name, extra });
  }

  it('is made: uploaded and kept, already there, not started, dropped, other bytes', async () => {
    const one = await wheel('one');
    await same(['release', ...index.flags, '--dry-run', one]);
    await run(['release', ...index.flags, one]);
    await same(['release', ...index.flags, one]);
    await run(['release', ...dropper.flags, await wheel('two')]);
    await same(['release', ...dropper.flags, '--signatures', 'require', await wheel('two')]);
    await same(['release', ...index.flags, await wheel('one', { x: 'y' })]);
    await same(['upload', ...index.flags, '--signatures', 'off', one]);
    await same(['upload', ...index.flags, '--signatures', 'require', await wheel('bare')]);
    await same(['confirm', ...index.flags, one]);
    await same(['release', ...index.flags]);
    await same(['release', ...index.flags, one], {});
  });

  it('is made: failed, perhaps uploaded, never listed, not asked', async () => {
    const flags = ['--repository-url', hostile.uploadUrl.href, '--confirm-timeout', '0'];
    hostile.on('GET /simple/three/', reply(404));
    hostile.on('POST /legacy/', resetAfter(1));
    await run(['release', ...flags, await wheel('three')]);
    hostile.on('GET /simple/four/', reply(404), reply(503));
    await run(['release', ...flags, await wheel('four')]);
    hostile.on('GET /simple/five/', reply(404));
    hostile.on('POST /legacy/', reply(200));
    await run(['release', ...flags, await wheel('five')]);
    const six = await wheel('six');
    expect((await pysign(['sign', six], author)).exitCode).to.equal(0);
    hostile.on('GET /simple/six/', reply(404));
    await run(['upload', ...flags, six]);
  });

  it('is made: a signature that the index altered, or that is wrong', async () => {
    const { wheel: seven, sdist } = await buildSampleDistributions(await folder.sub('seven'), { name: 'seven' });
    tampering.tamper(/whl\.asc$/u, reply(200, {}, 'this is no signature'));
    await same(['release', ...tampering.flags, seven]);
    tampering.honest();
    await run(['release', ...tampering.flags, sdist]);
  });

  it('and nothing is in the schema that none of them had', () => {
    const files = receipts.flatMap((receipt) => receipt.files);
    expect(seen(files.map(({ upload }) => upload.outcome))).to.deep.equal(enumOf('definitions', 'outcome'));
    expect(seen(files.map(({ signature }) => signature.fate))).to.deep.equal(enumOf('definitions', 'fate'));
    expect(seen(files.map(({ listed }) => String(listed)))).to.deep.equal(['false', 'null', 'true']);
    expect(seen(files.map(({ signature }) => String(signature.hasSig)))).to.deep.equal(['false', 'null', 'true']);
    for (const field of ['project', 'index', 'key', 'error'] as const)
      expect(seen(receipts.map((receipt) => String(receipt[field] === null))), field).to.deep.equal(['false', 'true']);
    expect(seen(receipts.map(({ command }) => command))).to.deep.equal(['confirm', 'release', 'upload']);
    expect([...exits].toSorted((a, b) => a - b)).to.deep.equal([0, 2, 3, 4, 5, 6, 7]);
  });
});
