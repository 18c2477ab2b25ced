import type { Actor } from '#lib/shared/contract/actor.ts';
import type { Template } from '#lib/shared/contract/template.ts';

/** A saved version: it never changes. */
export interface TemplateVersion {
  /** 1 for the first, one more for each save. */
  readonly number: number;
  readonly template: Template;
  readonly createdAt: Date;
  readonly createdBy: Actor;
}

/** A template that people of a workspace have kept. */
export interface KeptTemplate {
  readonly id: string;
  readonly name: string;
  /** In their order, at least one. */
  readonly versions: readonly TemplateVersion[];
}

/** The kept templates of a workspace. */
export interface Templates {
  /** Null where the workspace has none with this id. */
  find(id: string): Promise<KeptTemplate | null>;
}
