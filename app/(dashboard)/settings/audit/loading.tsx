export { AuditSectionSkeleton as default } from '#components/settings/audit/audit-section.tsx';
