import type { FileReport, Receipt } from '../release/receipt.ts';

/** One sentence for the whole run, which repeats what a hurried reader must not miss. */
export function closingLine(receipt: Receipt, title: string | null): string {
  return [`${done(receipt)}${signedBy(receipt)}`, ...droppedWords(receipt, title)].join('\n');
}

function done(receipt: Receipt): string {
  const { command, files, project, version, server } = receipt;
  const release = `${project} ${version}`;
  if (command === 'confirm') {
    const there = files.filter(({ listing }) => listing.listed === 'same').length;
    return `${counted(there, files.length)} of ${release} found on ${server.name}`;
  }
  if (receipt.wouldSend !== null) {
    return `${counted(receipt.wouldSend.length, files.length)} of ${release} would be sent to ${server.name}`;
  }
  const there = files.filter(
    ({ upload }) => upload.outcome === 'uploaded' || upload.outcome === 'already-there',
  ).length;
  if (files.every(({ upload }) => upload.outcome === 'already-there')) {
    return `nothing to upload: ${counted(there, files.length)} of ${release} on ${server.name} already`;
  }
  return `${counted(there, files.length)} of ${release} ${command === 'release' ? 'released' : 'uploaded'} to ${server.name}`;
}

function counted(some: number, all: number): string {
  const noun = all === 1 ? 'file' : 'files';
  return some === all ? `${String(all)} ${noun}` : `${String(some)} of ${String(all)} ${noun}`;
}

function signedBy({ key, command }: Receipt): string {
  if (key === null) return '';
  return command === 'upload' ? `, signed by ${key.fingerprint}; not confirmed` : `, signed by ${key.fingerprint}`;
}

function droppedWords({ files, server }: Receipt, title: string | null): string[] {
  const dropped = files.filter(({ signature }) => signature.fate === 'dropped');
  if (dropped.length === 0) return [];
  if (server.software === 'pypi' || server.software === 'testpypi') {
    return [`PyPI has stored no OpenPGP signature since May 2023; ${stays(dropped)}`];
  }
  const index = title ?? 'the index';
  const what = dropped.length === 1 ? 'the file and dropped its signature' : 'the files and dropped their signatures';
  return [`${index} took ${what}; ${stays(dropped)}`];
}

function stays(dropped: readonly FileReport[]): string {
  return dropped.length === 1 ? 'the .asc stays beside the file' : 'the .asc files stay beside the files';
}
