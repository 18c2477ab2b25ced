export { PeopleListSkeleton as default } from '#components/people/people-list.tsx';
