'use client';

import { useState } from 'react';
import { toast } from 'sonner';
import { useAction } from '#components/live/use-action.ts';
import { useRefresh } from '#components/live/use-refresh.ts';
import { Select } from '#components/ui/select.tsx';
import type { MemberView } from '#lib/shared/contract/member-views.ts';
import type { Role } from '#lib/shared/contract/rights.ts';
import { roleWords } from '#lib/shared/words/role-words.ts';
import type { MemberActions } from './member-actions.ts';
import { roleOptions } from './role-options.ts';

interface RoleSelectProps {
  readonly member: MemberView;
  readonly viewer: Role;
  readonly changeRole: MemberActions['changeRole'];
}

/** The role of a member, changed as soon as another one is chosen. */
export function RoleSelect({ member: { personId, name, role, version }, viewer, changeRole }: RoleSelectProps) {
  const [chosen, setChosen] = useState(role);
  const [isRefreshing, refresh] = useRefresh();
  const { run, isPending } = useAction(changeRole, {
    onSuccess: (_value, { role: given }) => {
      toast(`${name} is ${roleWords[given].name} now.`);
      refresh();
    },
    // What somebody else has changed meanwhile shows with it.
    onError: (error) => {
      toast.error(error.message);
      refresh();
    },
  });
  const isChanging = isPending || isRefreshing;
  return (
    <Select
      label={`What ${name} may do`}
      look="button"
      value={isChanging ? chosen : role}
      isDisabled={isChanging}
      options={roleOptions(viewer)}
      onChange={(next) => {
        if (next === role) return;
        setChosen(next);
        run({ personId, role: next, version });
      }}
      className="-ml-[11px] h-8 w-auto border-transparent bg-transparent pr-2 pl-2.5 shadow-none max-md:h-10"
    />
  );
}
