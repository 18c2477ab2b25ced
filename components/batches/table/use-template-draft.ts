'use client';

import { useEffect, useState } from 'react';
import { type GivenTemplate, type TemplateDraft, draftOf, emptyDraft } from './template-draft.ts';

const prefix = 'langbatch-template-';
const modelKey = 'langbatch-model';
const firstModel = 'gpt-4.1-mini';

export interface TemplateDraftState {
  readonly draft: TemplateDraft;
  readonly change: (changed: Partial<TemplateDraft>) => void;
  readonly replace: (given: GivenTemplate) => void;
}

/**
 * What somebody writes about a table, kept in the browser so that a reload loses nothing. Begins with the template that
 * the requests were made by, or that the batch is made from.
 */
export function useTemplateDraft(batchId: string, given: GivenTemplate | null): TemplateDraftState {
  const [draft, setDraft] = useState(() => readDraft(batchId) ?? (given === null ? begin() : draftOf(given)));
  const store = (next: TemplateDraft): void => {
    setDraft(next);
    writeItem(prefix + batchId, JSON.stringify(next));
  };
  useEffect(() => writeItem(modelKey, draft.model), [draft.model]);
  return {
    draft,
    change: (changed) => store({ ...draft, ...changed }),
    replace: (template) => store(draftOf(template)),
  };
}

function begin(): TemplateDraft {
  return emptyDraft(readItem(modelKey) ?? firstModel);
}

function readDraft(batchId: string): TemplateDraft | null {
  const text = readItem(prefix + batchId);
  if (text === null) return null;
  try {
    const stored: unknown = JSON.parse(text);
    // What an older page has kept may lack what came later.
    return typeof stored === 'object' && stored !== null ? { ...begin(), ...stored } : null;
  } catch {
    return null;
  }
}

/** A browser may forbid it: then a reload begins anew. */
function readItem(key: string): string | null {
  try {
    return globalThis.localStorage.getItem(key);
  } catch {
    return null;
  }
}

function writeItem(key: string, text: string): void {
  try {
    globalThis.localStorage.setItem(key, text);
  } catch {
    // The draft is on the page all the same.
  }
}
