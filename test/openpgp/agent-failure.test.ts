import { expect } from 'chai';
import { agentFailure } from '../../src/openpgp/agent-failure.ts';

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
        const error = agentFailure('F'.repeat(40), number, 'words');
        expect(error).to.include({ code, exitCode });
        expect(error.message).to.include('F'.repeat(40)).and.not.to.include('words');
        expect(error.details).to.deep.equal([`gpg-agent: words (libgpg-error ${String(number)})`]);
      }
    });
  }

  it('with any other number are told in its own words', () => {
    expect(agentFailure('F', 4711, 'The moon is full').message).to.include('"The moon is full"');
  });
});
