/** The known word that takes the fewest edits to reach; null where none is near enough to be meant. */
export function nearest(word: string, known: readonly string[]): string | null {
  let best: string | null = null;
  let fewest = Infinity;
  for (const candidate of known) {
    const edits = editDistance(word.toLowerCase(), candidate);
    const near = edits <= Math.max(2, candidate.length / 2);
    if (near && edits < fewest) [best, fewest] = [candidate, edits];
  }
  return best;
}

/** UTF-16 units to insert, remove or replace (Levenshtein). A word longer than any known one is cut: it is not near. */
export function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let line = 1; line <= Math.min(from.length, 64); line += 1) {
    const next = [line];
    for (let column = 1; column <= to.length; column += 1) {
      const replaced = (row[column - 1] ?? 0) + (from[line - 1] === to[column - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
