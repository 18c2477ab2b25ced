'use client';

import { useEffect } from 'react';
import type { StatusWords } from '#lib/shared/words/status-words.ts';
import { statusSentence } from '#lib/shared/words/status-words.ts';

/** Puts the batch's state before its name in the tab's title: "66%", "Finished", "Needs you". */
export function useStateInTitle(words: StatusWords, name: string): void {
  const state = shortState(words);
  useEffect(() => {
    document.title = `${state} · ${name} · LangBatch`;
  }, [state, name]);
}

/** The percentage of what runs, else the words up to the first detail. */
export function shortState(words: StatusWords): string {
  const sentence = statusSentence(words);
  return /\d+\s?%$/u.exec(sentence)?.[0] ?? sentence.split(/[,:]/u)[0] ?? sentence;
}
