import { expect } from 'chai';
import { agentFailure } from '../../src/openpgp/agent-failure.ts';

const key = { fingerprint: 'F'.repeat(40), onCard: null };

describe("gpg-agent's refusals", () => {
  const expected: readonly (readonly [string, number, readonly number[]])[] = [
    ['PASSPHRASE_WRONG', 6, [11, 87, 177]],
    ['KEY_UNUSABLE', 6, [17, 54, 110, 112, 119, 130, 251]],
    ['AGENT_UNAVAILABLE', 6, [62, 77, 85, 0x8066, 0x8051, 16383]],
    ['CANCELLED', 130, [99, 198, 277]],
  ];
  for (const [code, exitCode, numbers] of expected) {
    it(`with the numbers ${numbers.join(', ')} are ${code}`, () => {
      for (const number of numbers) {
        const error = agentFailure(key, { code: number, text: 'words' }, false);
        expect(error).to.include({ code, exitCode });
        expect(error.message).to.include('F'.repeat(40)).and.not.to.include('words');
        expect(error.details).to.deep.equal([`gpg-agent: words (libgpg-error ${String(number)})`]);
      }
    });
  }

  it('with any other number are told in its own words', () => {
    expect(agentFailure(key, { code: 4711, text: 'The moon is full' }, false).message).to.include('"The moon is full"');
  });

  it('of a key on a card name the card', () => {
    for (const code of [110, 112, 119, 130]) {
      const { message } = agentFailure({ ...key, onCard: '0006 12345678' }, { code, text: 'words' }, false);
      expect(message).to.include('its card 0006 12345678');
      expect(agentFailure(key, { code, text: 'words' }, false).message).to.match(/its card(?! 0)/);
    }
  });

  it('of a passphrase that pysign gave say where to look', () => {
    expect(agentFailure(key, { code: 11, text: 'words' }, true).next).to.include('PYSIGN_PASSPHRASE');
    expect(agentFailure(key, { code: 11, text: 'words' }, false).next).not.to.include('PYSIGN_PASSPHRASE');
  });
});
