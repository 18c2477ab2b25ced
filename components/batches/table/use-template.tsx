'use client';

import { useQueryClient } from '@tanstack/react-query';
import { ChevronDown } from 'lucide-react';
import { toast } from 'sonner';
import { fetchJson } from '#components/live/fetch-json.ts';
import { Button } from '#components/ui/button.tsx';
import { Menu, MenuContent, MenuItem, MenuTrigger } from '#components/ui/menu.tsx';
import { type TemplateListItem, templateViewSchema } from '#lib/shared/contract/kept-template.ts';
import type { GivenTemplate } from './template-draft.ts';

/** What a new batch may begin with. */
export interface TemplateChoice {
  /** What the page's address names: a template, or that of an earlier batch. */
  readonly given: GivenTemplate | null;
  /** Those of the workspace. */
  readonly kept: readonly TemplateListItem[];
}

interface UseTemplateProps {
  readonly kept: readonly TemplateListItem[];
  readonly onUse: (given: GivenTemplate) => void;
}

/** Puts a kept template in the place of what was written. */
export function UseTemplate({ kept, onUse }: UseTemplateProps) {
  const queryClient = useQueryClient();
  if (kept.length === 0) return null;
  const use = async (templateId: string): Promise<void> => {
    const path = `/api/templates/${encodeURIComponent(templateId)}`;
    try {
      const { id, name, version, template } = await queryClient.fetchQuery({
        queryKey: ['templates', templateId],
        queryFn: ({ signal }) => fetchJson(path, templateViewSchema, signal),
      });
      onUse({ template, origin: { templateId: id, name, version } });
    } catch (error) {
      toast.error(error instanceof Error ? error.message : 'The template could not be loaded. Try again.');
    }
  };
  return (
    <Menu>
      <MenuTrigger
        render={
          <Button variant="quiet" size="small">
            Use a template
            <ChevronDown aria-hidden />
          </Button>
        }
      />
      <MenuContent>
        {kept.map(({ id, name }) => (
          <MenuItem key={id} onClick={() => void use(id)}>
            {name}
          </MenuItem>
        ))}
      </MenuContent>
    </Menu>
  );
}
