import type { Metadata } from 'next';
import { callAsPerson } from '#app/_server/call-as-person.ts';
import { sendsMail } from '#app/_server/our-origins.ts';
import { PeopleList } from '#components/people/people-list.tsx';
import { listPeople } from '#lib/accounts/people/list-people.ts';
import { disablePersonAction, enablePersonAction, makeResetLinkAction, setSiteAdminAction } from './actions.ts';

export const metadata: Metadata = { title: 'People' };

const actions = {
  disable: disablePersonAction,
  enable: enablePersonAction,
  makeResetLink: makeResetLinkAction,
  setSiteAdmin: setSiteAdminAction,
};

export default async function PeoplePage() {
  return <PeopleList people={await callAsPerson(listPeople)} actions={actions} sendsMail={sendsMail()} />;
}
