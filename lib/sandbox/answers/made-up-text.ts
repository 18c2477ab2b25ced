import { withoutDirectives } from '../directives.ts';
import type { SeededRandom } from '../seeded-random.ts';

const openings = [
  'This answer was made up by the sandbox; no model has read the request.',
  'The sandbox made this answer up, no model was asked.',
  'Made up by the sandbox: a real model would answer in its own words here.',
];

const sentences = [
  'Three things matter most: where it comes from, what it is used for and what it costs.',
  'In short, it depends on the setting, and a closer look pays off.',
  'The overall tone is friendly, with one remark about delivery that deserves an answer.',
  'A good next step is to compare it with last month and to write down what has changed.',
  'Most readers will want the number first and the reasons after it.',
  'It splits into two parts: what is known today and what has to be asked.',
  'The strongest argument for it is simplicity; the strongest against it is the effort to switch.',
  'Nothing here is urgent, yet it should not wait longer than a week.',
  'Seen from the customer, the question is whether it works the first time.',
  'It is best explained with an example from everyday life.',
  'There are exceptions, but they are rare and easy to spot.',
  'Put differently: keep what works, fix what hurts, and measure both.',
];

const longestTopic = 80;
/** A topic is looked for in this many characters, so that a request of megabytes costs no more than others. */
const topicSearchLength = 2000;

/** A few plausible sentences about the last of `texts`, which say that they are made up. */
export function makeUpText(texts: readonly string[], random: SeededRandom): string {
  const topic = topicOf(texts);
  const opening = pick(openings, random);
  const about = topic === '' ? '' : ` It was about “${topic}”.`;
  const first = random.below(sentences.length);
  const count = 1 + random.below(3);
  const body = Array.from({ length: count }, (_, index) => sentences[(first + index * 5) % sentences.length]);
  return `${opening}${about} ${body.join(' ')}`;
}

/** The same as points below each other. */
export function makeUpList(texts: readonly string[], random: SeededRandom): string {
  const topic = topicOf(texts);
  const first = random.below(sentences.length);
  const points = Array.from({ length: 3 }, (_, index) => `- ${sentences[(first + index * 5) % sentences.length]}`);
  const about = topic === '' ? '' : `\nIt was about “${topic}”.`;
  return `${pick(openings, random)}${about}\n\n${points.join('\n')}`;
}

/** One sentence, for a place where a text is wanted. */
export function makeUpSentence(random: SeededRandom): string {
  return pick(sentences, random);
}

function topicOf(texts: readonly string[]): string {
  const last = texts.at(-1) ?? '';
  const topic = withoutDirectives(last.slice(0, topicSearchLength)).toWellFormed();
  if (topic.length <= longestTopic) return topic;
  const cut = topic.slice(0, longestTopic);
  const lastSpace = cut.lastIndexOf(' ');
  return `${(lastSpace > 0 ? cut.slice(0, lastSpace) : cut).toWellFormed()}…`;
}

function pick(choices: readonly string[], random: SeededRandom): string {
  return choices[random.below(choices.length)] ?? '';
}
