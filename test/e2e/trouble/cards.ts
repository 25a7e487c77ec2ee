import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { cardSerial } from '../../fixtures/card-stub.ts';
import { buildSampleDistributions } from '../../fixtures/distributions.ts';
import { pysign } from '../../fixtures/program.ts';
import { cardPin, moveToWorkingCard, type WorkingCard } from '../../fixtures/working-card.ts';
import { type Desk, expectUnsigned, released, type Signatory, told, withSignatory } from './desk.ts';

interface Attempt {
  readonly author: Signatory;
  readonly card: WorkingCard;
  readonly args: readonly string[];
  /** Nothing was signed and nothing sent so far. */
  readonly expectNothingDone: () => Promise<void>;
  /** The same command again. */
  readonly finish: () => Promise<void>;
}

/** An author whose key is on a card that is not put in. */
async function withCard(desk: Desk, project: string, act: (attempt: Attempt) => Promise<void>): Promise<void> {
  await withSignatory(
    (gnupg) => gnupg.makeKey('rsa2048', 'Ada Author <ada@example.org>'),
    async (author) => {
      const card = await moveToWorkingCard(author.gnupg, author.fingerprint);
      const room = await desk.room();
      const { wheel, sdist } = await buildSampleDistributions(room, { name: project });
      await act({
        author,
        card,
        args: ['release', ...desk.index.flags, wheel, sdist],
        expectNothingDone: async () => {
          await expectUnsigned(room);
          expect(desk.index.count(/^POST /u)).to.equal(0);
        },
        finish: async () => {
          await released([wheel, sdist], { author, index: desk.index });
        },
      });
    },
  );
}

/** With somebody who is asked for it, and without. */
export async function cardAbsent(desk: Desk): Promise<void> {
  await withCard(desk, 'card-absent', async ({ author, card, args, expectNothingDone, finish }) => {
    card.person('cancelled');
    for (const flags of [[], ['--json']]) {
      const cancelled = await pysign([...args, ...flags], author);
      expect(cancelled.exitCode, cancelled.stderr).to.equal(130);
      expect(cancelled.stdout + cancelled.stderr)
        .to.include(author.fingerprint)
        .and.to.include('cancelled');
    }
    const asked = author.gnupg.pinentryLog().find((line) => line.startsWith('SETDESC')) ?? '';
    expect(asked).to.include('insert the card').and.to.include(cardSerial);

    const pin = join(await desk.room(), 'pin');
    await writeFile(pin, cardPin);
    const failure = await told([...args, '--passphrase-file', pin], author);
    expect(failure).to.include({ exitCode: 6, code: 'KEY_UNUSABLE' });
    expect(failure.message).to.include(author.fingerprint).and.to.include(`card ${cardSerial} is not there`);
    expect(failure.next).to.include('insert the card');
    await expectNothingDone();
    card.putIn();
    card.person('right');
    await finish();
  });
}

export async function noSmartcardDaemon(desk: Desk): Promise<void> {
  await withCard(desk, 'no-daemon', async ({ author, card, args, expectNothingDone, finish }) => {
    card.putIn();
    card.readerSoftware(false);
    const failure = await told(args, author);
    expect(failure).to.include({ exitCode: 6, code: 'KEY_UNUSABLE', next: 'install scdaemon' });
    expect(failure.message).to.include(`card ${cardSerial}`).and.to.include('no smartcard daemon');
    await expectNothingDone();
    card.readerSoftware(true);
    await finish();
  });
}

export async function pinBlocked(desk: Desk): Promise<void> {
  await withCard(desk, 'blocked', async ({ author, card, args, expectNothingDone, finish }) => {
    card.putIn(2);
    card.person('wrong');
    const wrong = await told(args, author);
    expect(wrong).to.include({ exitCode: 6, code: 'PASSPHRASE_WRONG' });
    expect(wrong.message).to.include('the PIN was wrong').and.not.to.include(cardPin);
    card.person('right');
    const blocked = await told(args, author);
    expect(blocked).to.include({ exitCode: 6, code: 'KEY_UNUSABLE' });
    expect(blocked.message).to.include(`the PIN of its card ${cardSerial} is blocked`);
    expect(blocked.next).to.include('gpg --card-edit');
    await expectNothingDone();
    card.putIn();
    await finish();
  });
}
