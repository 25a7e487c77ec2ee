import {
  conflictWithOtherBytes,
  loginPageWith200,
  simplePageInsteadOfUploadUrl,
  tooLargeWithReset,
  tooManyRequests,
  unavailableWithHtml,
  wrongUrlPath,
} from './trouble/answers.ts';
import { keyExpiresTomorrow, keyRevokedAfterItWasChosen, twoKeysWithOneAddress } from './trouble/keys.ts';
import {
  certificateNotTrusted,
  listingStaysStale,
  listingWithUrlsOfEveryKind,
  signatureReArmoured,
  urlWithQueryAndFragment,
} from './trouble/listings.ts';
import {
  agentWithoutOptionRights,
  passphraseOver255Bytes,
  passphraseWithPercentAndUmlauts,
} from './trouble/passphrases.ts';
import { redirectToAnotherHost, signatureOfAnOlderUpload, twoRunsAtOnce } from './trouble/others.ts';
import { cardAbsent, noSmartcardDaemon, pinBlocked } from './trouble/cards.ts';
import { useDesk } from './trouble/desk.ts';
import { diskFullWhileWritingSignature, readOnlyFolder } from './trouble/disk.ts';
import {
  fileOfNoBytes,
  fileVanishes,
  metadataDisagreesWithTheFileName,
  nameNotNormalised,
  sameBaseNameInTwoFolders,
  wheelOfAnotherVersionInDist,
} from './trouble/file-set.ts';

describe('trouble', () => {
  const desk = useDesk();

  it('card absent', async () => cardAbsent(desk));
  it('no smartcard daemon', async () => noSmartcardDaemon(desk));
  it('PIN blocked', async () => pinBlocked(desk));
  it('agent without OPTION rights', async () => agentWithoutOptionRights(desk));
  it('passphrase with `%` and umlauts', async () => passphraseWithPercentAndUmlauts(desk));
  it('passphrase over 255 bytes', async () => passphraseOver255Bytes(desk));
  it('key expires tomorrow', async () => keyExpiresTomorrow(desk));
  it('key revoked after it was chosen', async () => keyRevokedAfterItWasChosen(desk));
  it('two keys with one address', async () => twoKeysWithOneAddress(desk));
  it('name not normalised', async () => nameNotNormalised(desk));
  it('same base name in two folders', async () => sameBaseNameInTwoFolders(desk));
  it('wheel of another version in `dist/`', async () => wheelOfAnotherVersionInDist(desk));
  it('METADATA disagrees with the file name', async () => metadataDisagreesWithTheFileName(desk));
  it('file of 0 bytes', async () => fileOfNoBytes(desk));
  it('file vanishes', async () => fileVanishes(desk));
  it('read-only folder', async () => readOnlyFolder(desk));
  it('disk full while writing `.asc`', async () => diskFullWhileWritingSignature(desk));
  it('wrong URL path (405, 404)', async () => wrongUrlPath(desk));
  it('simple page instead of upload URL', async () => simplePageInsteadOfUploadUrl(desk));
  it('login page with 200', async () => loginPageWith200(desk));
  it('409 with other bytes', async () => conflictWithOtherBytes(desk));
  it('413 with reset', async () => tooLargeWithReset(desk));
  it('429', async () => tooManyRequests(desk));
  it('503 with HTML', async () => unavailableWithHtml(desk));
  it('certificate not trusted', async () => certificateNotTrusted(desk));
  it('listing that stays stale', async () => listingStaysStale(desk));
  it('listing with relative, absolute and percent-encoded URLs', async () => listingWithUrlsOfEveryKind(desk));
  it('URL with query and fragment', async () => urlWithQueryAndFragment(desk));
  it('`.asc` re-armoured by the server (still valid)', async () => signatureReArmoured(desk));
  it('`.asc` of an older upload', async () => signatureOfAnOlderUpload(desk));
  it('redirect to another host', async () => redirectToAnotherHost(desk));
  it('two runs at once', async () => twoRunsAtOnce(desk));
});
