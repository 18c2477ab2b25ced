import type { ProviderLimits } from '#lib/contracts/provider.ts';

/**
 * What is known of one provider that speaks OpenAI's Files and Batches APIs. Data only: the adapter is the
 * same for all.
 */
export interface ProviderProfile {
  /** For sentences. */
  readonly name: string;
  /** Hosts of its base URLs; one that starts with a dot stands for every host that ends so. */
  readonly hosts: readonly string[];
  readonly limits: ProviderLimits;
  /** Completion windows that it takes; null where that is not known. */
  readonly windows: CompletionWindows | null;
  /** Endpoints as the lines may write them; null where that is not known. */
  readonly urls: readonly string[] | null;
  /** Whether each line must have `method` and `url`. */
  readonly wantsMethodAndUrl: boolean;
  readonly upload: UploadRules;
  /** States of an uploaded file in which no job can be made of it yet. */
  readonly unreadyFileStatuses: readonly string[];
}

/** Certain windows, or any whole number of hours (`36h`) or days (`2d`) between two. */
export type CompletionWindows =
  | { readonly only: readonly string[] }
  | { readonly fromHours: number; readonly toHours: number };

export interface UploadRules {
  /** Below the base URL. */
  readonly path: string;
  readonly purpose: string;
  /** Whether the form names the file in a field of its own too. */
  readonly hasNameField: boolean;
}
