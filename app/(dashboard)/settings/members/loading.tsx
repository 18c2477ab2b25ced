export { MemberSectionSkeleton as default } from '#components/settings/members/member-section.tsx';
