import type { Header } from 'tar-stream';
import { leadsOutside, pathFault } from './member-path.ts';

/** As it is; the types of tar-stream leave out what is null. */
interface MemberHeader {
  readonly name: string;
  readonly type: Header['type'] | null;
  readonly size: number;
  readonly linkname: string | null;
  readonly pax?: unknown;
}

/**
 * What is wrong with a member, completing "a member …"; null where nothing is. What pip refuses to unpack (PEP 706,
 * filter `data`) is refused here, and what two readers of one archive would read in two ways.
 */
export function memberFault(header: MemberHeader): string | null {
  return pathFault(header.name) ?? kindFault(header) ?? sparseFault(header);
}

function kindFault({ name, type, size, linkname }: MemberHeader): string | null {
  switch (type) {
    case 'file':
      // Python takes it for a folder and does not pass over its content; tar-stream does.
      return name.endsWith('/') && size > 0 ? 'is a folder with content' : null;
    case 'contiguous-file':
    case 'directory':
      return null;
    case 'link':
    case 'symlink':
      // Python does not pass over the content of a link either: members could hide in it.
      if (size > 0) return 'is a link with content';
      return leadsOutside(name, linkname ?? '', type === 'link' ? 'hard' : 'symbolic')
        ? 'is a link that leads out of the archive'
        : null;
    case 'character-device':
    case 'block-device':
    case 'fifo':
    case null:
      return 'is neither a file nor a folder nor a link';
  }
}

/** Python gives a sparse file the name and the size of these headers, which tar-stream does not know. */
function sparseFault({ pax }: MemberHeader): string | null {
  if (typeof pax !== 'object' || pax === null) return null;
  return Object.keys(pax).some((key) => key.startsWith('GNU.sparse')) ? 'is a sparse file' : null;
}
