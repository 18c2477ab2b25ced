-- What Prisma’s schema language cannot express.

-- Answers that a person should look at are few; complete ones cost no index but the key.
create index result_current_end on result (batch_number, ended, line)
  where is_current and ended <> 'complete';
