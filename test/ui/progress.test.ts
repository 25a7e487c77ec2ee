import { PassThrough } from 'node:stream';
import { expect } from 'chai';
import { FileBoard } from '../../src/ui/file-board.ts';
import { plainProgress } from '../../src/ui/progress.ts';
import { megabytes, percent, speed } from '../../src/ui/quantities.ts';
import { receiptOf } from '../fixtures/receipts.ts';

const { server } = receiptOf([]);

describe('progress on a terminal', () => {
  it('is a line a file, with bytes and speed', () => {
    const board = new FileBoard();
    board.note({ doing: 'asking', server }, 0);
    expect(board.lines(23, 80)).to.deep.equal(['  asking internal what it has']);
    board.note({ doing: 'signing', filename: 'demo-1.0.tar.gz', size: 600 }, 0);
    board.note({ doing: 'uploading', filename: 'demo.whl', sent: 0, size: 60_000_000 }, 1000);
    board.note({ doing: 'uploading', filename: 'demo.whl', sent: 30_000_000, size: 60_000_000 }, 1500);
    expect(board.lines(23, 80)).to.deep.equal([
      '  demo-1.0.tar.gz  signing  0.6 kB',
      '  demo.whl         uploading  50 % of 60.0 MB  60.0 MB/s',
    ]);
    board.note({ doing: 'uploading', filename: 'demo.whl', sent: 60_000_000, size: 60_000_000 }, 2000);
    board.note({ doing: 'confirming', waitingFor: ['demo-1.0.tar.gz'] }, 2000);
    board.note({ doing: 'checking', filename: 'demo.whl' }, 2000);
    expect(board.lines(23, 80).map((line) => line.slice(19))).to.deep.equal([
      'waiting to be listed',
      'fetching its signature',
    ]);
  });

  it('fits the terminal, and shows what moves', () => {
    const board = new FileBoard();
    for (let file = 0; file < 40; file += 1)
      board.note({ doing: 'signing', filename: `wheel-${String(file)}`, size: 1 }, 0);
    board.note({ doing: 'uploading', filename: 'wheel-3', sent: 1, size: 100 }, 0);
    const lines = board.lines(10, 30);
    expect(lines.length).to.equal(10);
    expect(lines.at(-1)).to.include('wheel-3 ');
    for (const line of lines) expect(line.length).to.be.lessThan(30);
  });
});

describe('progress in a log', () => {
  it('is a plain line for each act, said once', () => {
    const stream = new PassThrough();
    const progress = plainProgress(stream);
    progress.tell({ doing: 'asking', server });
    progress.tell({ doing: 'signing', filename: 'a.whl', size: 600 });
    for (const sent of [0, 300, 600]) progress.tell({ doing: 'uploading', filename: 'a.whl', sent, size: 600 });
    progress.tell({ doing: 'confirming', waitingFor: ['a.whl', 'b.whl'] });
    progress.tell({ doing: 'checking', filename: 'a.whl' });
    progress.done();
    expect(String(stream.read())).to.equal(
      [
        'asking internal what it has',
        'signing a.whl (0.6 kB)',
        'uploading a.whl (0.6 kB)',
        'waiting for the index to list a.whl, b.whl',
        'fetching the signature of a.whl',
        '',
      ].join('\n'),
    );
  });
});

describe('quantities', () => {
  it('read as a person reads them', () => {
    expect([megabytes(0), megabytes(99_999), megabytes(1_234_567)]).to.deep.equal(['0.0 kB', '100.0 kB', '1.2 MB']);
    expect([percent(0, 0), percent(999, 1000), percent(1, 3)]).to.deep.equal(['100 %', ' 99 %', ' 33 %']);
    expect([speed(1_000_000, 100), speed(1_000_000, 1000)]).to.deep.equal(['', '1.0 MB/s']);
  });
});
