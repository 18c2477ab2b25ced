'use client';

import { Bookmark } from 'lucide-react';
import { useState } from 'react';
import { toast } from 'sonner';
import { NameDialog } from '#components/live/name-dialog.tsx';
import { useForm } from '#components/live/use-form.ts';
import type { VerbAction } from '#components/live/verb-action.ts';
import { Button } from '#components/ui/button.tsx';
import { maxTemplateName } from '#lib/shared/contract/template-inputs.ts';
import type { TemplateOrigin } from '#lib/shared/contract/template.ts';
import type { saveTemplate } from '#lib/templates/save-template.ts';
import { type TemplateDraft, finishTemplate } from './template-draft.ts';

interface KeepTemplateProps {
  readonly draft: TemplateDraft;
  /** What a new template is called unless somebody says otherwise. */
  readonly name: string;
  readonly saveTemplate: VerbAction<typeof saveTemplate>;
  readonly onKept: (origin: TemplateOrigin) => void;
}

/** Keeps the question for the next file. */
export function KeepTemplate(props: KeepTemplateProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button variant="quiet" onClick={() => setOpen(true)} className="max-md:order-2">
        <Bookmark aria-hidden />
        Keep as template
      </Button>
      {isOpen && <KeepDialog {...props} onClose={() => setOpen(false)} />}
    </>
  );
}

function KeepDialog({ draft, name, saveTemplate: save, onKept, onClose }: KeepTemplateProps & { onClose: () => void }) {
  const { origin } = draft;
  const form = useForm(
    save,
    (data) => {
      const finished = finishTemplate(draft);
      if (!finished.ok) return { ok: false, errors: { name: Object.values(finished.errors)[0] ?? '' } };
      const { template } = finished;
      const text = data.get('name');
      const called = typeof text === 'string' ? text.trim() : '';
      return origin !== null && called === origin.name
        ? { ok: true, input: { template, templateId: origin.templateId, seenVersion: origin.version } }
        : { ok: true, input: { template, name: called } };
    },
    (kept) => {
      toast.success(`Kept as ${kept.name}, version ${kept.version}.`);
      onKept(kept);
      onClose();
    },
  );
  return (
    <NameDialog
      title="Keep as template"
      description={
        origin === null
          ? 'Next time, choose it on New batch and only bring the new file.'
          : `With the name ${origin.name} it becomes the next version of that template, with another name a new template.`
      }
      form={form}
      name={origin?.name ?? name}
      maxLength={maxTemplateName}
      action="Keep"
      onClose={onClose}
    />
  );
}
