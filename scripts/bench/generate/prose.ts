import type { SeededRandom } from '#lib/sandbox/seeded-random.ts';

const words =
  'the order arrived late and one box was open customer asks for a refund or new parts by Friday because invoice does not match what we agreed support agent offered ' +
  'ten percent off next purchase which seems fair but courier still lists parcel as waiting at depot please check address phone battery warranty screen cable device ' +
  'works again after update however login page shows an error when password has more than twenty characters account was charged twice this month total is wrong';
const vocabulary = words.split(' ');

/** As customers write: other alphabets, quotes, line breaks and signs that JSON has to escape. */
const oddities = [
  'Größe “L” fehlt',
  '“très déçu”',
  'お返事をお待ちしています',
  '🙁',
  'path C:\\temp\\log',
  'he said "never again"',
  '\n\n- item\t2 ×',
];

const poolSize = 2000;
/** One sentence in this many holds an oddity, and so about every other request of 4 kB. */
const oddityEvery = 80;
/** One in this many ends a paragraph. */
const paragraphEvery = 5;

/** Makes texts of a wanted length that look like support tickets, quickly: from sentences made once. */
export function createProse(random: SeededRandom): (length: number) => string {
  const sentences = Array.from({ length: poolSize }, (_, index) => makeSentence(random, index));
  return (length) => {
    let text = '';
    while (text.length < length) text += sentences[random.below(poolSize)] ?? '';
    return text.slice(0, length).toWellFormed();
  };
}

function makeSentence(random: SeededRandom, index: number): string {
  const chosen = Array.from({ length: 6 + random.below(16) }, () => vocabulary[random.below(vocabulary.length)]);
  if (index % oddityEvery === 0) chosen.push(oddities[random.below(oddities.length)]);
  return `${chosen.join(' ')}.${index % paragraphEvery === 0 ? '\n\n' : ' '}`;
}
