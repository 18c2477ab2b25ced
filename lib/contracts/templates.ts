import type { Actor } from '#lib/shared/contract/actor.ts';
import type { Template } from '#lib/shared/contract/template.ts';

/** What is known of a saved version without reading it. */
export interface TemplateVersion {
  /** 1 for the first, one more for each save. */
  readonly number: number;
  readonly createdAt: Date;
  readonly createdBy: Actor;
}

/** A template that people of a workspace have kept. */
export interface KeptTemplate {
  readonly id: string;
  readonly name: string;
  /** In their order, at least one. */
  readonly versions: readonly [TemplateVersion, ...TemplateVersion[]];
}

export interface ListedTemplate {
  readonly id: string;
  readonly name: string;
  readonly newest: TemplateVersion;
  /** Of the newest version. */
  readonly model: string;
  readonly answerKind: string;
}

/** What is saved: never changed afterwards. */
export interface NewTemplateVersion extends TemplateVersion {
  readonly template: Template;
}

/** The kept templates of a workspace. */
export interface Templates {
  /** Until the transaction ends, nobody else changes templates of the workspace. */
  lock(): Promise<void>;
  /** By name. */
  list(): Promise<readonly ListedTemplate[]>;
  listNames(): Promise<readonly { readonly id: string; readonly name: string }[]>;
  /** Null where the workspace has none with this id. */
  find(id: string): Promise<KeptTemplate | null>;
  /** Null where the workspace has no such template, or that no such version. Throws `StorageError` for one of a newer LangBatch. */
  findVersion(id: string, number: number): Promise<Template | null>;
  create(template: { readonly id: string; readonly name: string }, first: NewTemplateVersion): Promise<void>;
  addVersion(id: string, version: NewTemplateVersion): Promise<void>;
  rename(id: string, name: string): Promise<void>;
  /** With all its versions. */
  remove(id: string): Promise<void>;
}
