-- Rows as version 0.1.0 wrote them in November 2026, with the tables of the first two migrations.
insert into users (id, email, name, password_hash, created_at)
values ('01a22034-d647-7314-a2ed-47b50d363a07', 'ada@example.com', 'Ada', '$argon2id$v=19$m=19456,t=2,p=1$+bl8VH3dv98k+26+YXRLHg$164osTvZH11BpcKsZ3igqd4obFT+EeqjzyquHPcTPQk', '2026-11-28 03:31:03.368+00');
insert into users (id, email, name, password_hash, created_at)
values ('01a22034-d771-7643-87de-b12b6c9a25c2', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@example.com', NULL, '$argon2id$v=19$m=19456,t=2,p=1$ZDjd+0b8uPyDJ6ZllCEB3A$xLjErq9MRYXm8ljcASKgKU3L3MqgLjOz3HVK+xSEsdk', '2026-11-28 03:31:03.665+00');
insert into auth_events (user_id, id, kind, session_id, ip, at)
values ('01a22034-d647-7314-a2ed-47b50d363a07', '01a22034-d661-704d-8462-51d289fda2b2', 'signed_up', '01a22034-d658-727e-9c37-04fc02d366b8', '127.0.0.1', '2026-11-28 03:31:03.393+00');
insert into auth_events (user_id, id, kind, session_id, ip, at)
values ('01a22034-d647-7314-a2ed-47b50d363a07', '01a22034-d729-7350-87bf-e0bb16713e9c', 'signed_in', '01a22034-d727-7254-80f9-f5d1e10c22e2', '127.0.0.1', '2026-11-28 03:31:03.593+00');
insert into auth_events (user_id, id, kind, session_id, ip, at)
values ('01a22034-d771-7643-87de-b12b6c9a25c2', '01a22034-d77a-753f-b0ed-4b5e10dcbb4e', 'signed_up', '01a22034-d773-7677-93cd-e5bfeb9030a5', '127.0.0.1', '2026-11-28 03:31:03.674+00');
insert into idempotency_keys (user_id, key, fingerprint, answer, created_at)
values ('01a22034-d647-7314-a2ed-47b50d363a07', 'old-key-0001', 'Lo9cJWs8BIuxNLNs8I179-1qvkD_fEgVdtdBvWuYx3w', '{"output":{"id":"01a22034-d6c6-75a3-889a-c0aa8fb78c43","userId":"01a22034-d647-7314-a2ed-47b50d363a07","title":"10 İstanbul","description":null,"completed":false,"completedAt":null,"priority":"none","tags":[],"dueDate":null,"dueAt":null,"deletedAt":null,"revision":3,"createdAt":"2026-11-28T03:31:03.494Z","updatedAt":"2026-11-28T03:31:03.494Z"},"version":"3"}', '2026-11-28 03:31:03.489+00');
insert into sessions (user_id, id, token_hash, previous_token_hash, rotated_at, created_at, last_used_at, expires_at, kept, user_agent, ip)
values ('01a22034-d647-7314-a2ed-47b50d363a07', '01a22034-d658-727e-9c37-04fc02d366b8', 'AGYePVcyK-o8_qw8VlRz-fEVwLq-K4fvZyHeHy-BX0s', 'uPGrpbSoUdi6AiKdfTmcYW2inI3X678Igy3WmvGzhlo', '2026-11-28 03:31:03.558+00', '2026-11-28 03:31:03.384+00', '2026-11-28 03:31:03.558+00', '2027-02-26 03:31:03.384+00', false, 'node', '127.0.0.1');
insert into sessions (user_id, id, token_hash, previous_token_hash, rotated_at, created_at, last_used_at, expires_at, kept, user_agent, ip)
values ('01a22034-d647-7314-a2ed-47b50d363a07', '01a22034-d727-7254-80f9-f5d1e10c22e2', 'TutRnSGaX7qgNF9bYg18za312KnxupfKz3b7EoHGmIk', NULL, '2026-11-28 03:31:03.591+00', '2026-11-28 03:31:03.591+00', '2026-11-28 03:31:03.591+00', '2027-02-26 03:31:03.591+00', false, 'node', '127.0.0.1');
insert into sessions (user_id, id, token_hash, previous_token_hash, rotated_at, created_at, last_used_at, expires_at, kept, user_agent, ip)
values ('01a22034-d771-7643-87de-b12b6c9a25c2', '01a22034-d773-7677-93cd-e5bfeb9030a5', '8VCURpBqoPkouFECONFdhtvUAOnJwTZTZwhf6gVvVuY', NULL, '2026-11-28 03:31:03.668+00', '2026-11-28 03:31:03.668+00', '2026-11-28 03:31:03.668+00', '2027-02-26 03:31:03.668+00', false, 'node', '127.0.0.1');
insert into tasks (user_id, id, title, description, completed_at, deleted_at, revision, created_at, updated_at, priority, tags, due_date, due_at, title_key, description_key, tags_key)
values ('01a22034-d647-7314-a2ed-47b50d363a07', '01a22034-d691-75dc-add5-1abec864adf7', 'Zebra', NULL, NULL, NULL, 1, '2026-11-28 03:31:03.441+00', '2026-11-28 03:31:03.441+00', 0, '{}', NULL, NULL, 'ZEBRA', '', '');
insert into tasks (user_id, id, title, description, completed_at, deleted_at, revision, created_at, updated_at, priority, tags, due_date, due_at, title_key, description_key, tags_key)
values ('01a22034-d647-7314-a2ed-47b50d363a07', '01a22034-d6b0-7590-bf33-78fa279fc6f9', 'Äpfel kaufen', 'Straße 10
zweite Zeile', NULL, NULL, 2, '2026-11-28 03:31:03.472+00', '2026-11-28 03:31:03.472+00', 3, '{Haus,x}', '2030-01-15', NULL, 'ÄPFEL KAUFEN', 'STRASSE 10
ZWEITE ZEILE', '
HAUS
X
');
insert into tasks (user_id, id, title, description, completed_at, deleted_at, revision, created_at, updated_at, priority, tags, due_date, due_at, title_key, description_key, tags_key)
values ('01a22034-d647-7314-a2ed-47b50d363a07', '01a22034-d6c6-75a3-889a-c0aa8fb78c43', '10 İstanbul', NULL, NULL, NULL, 3, '2026-11-28 03:31:03.494+00', '2026-11-28 03:31:03.494+00', 0, '{}', NULL, NULL, '10 İSTANBUL', '', '');
insert into tasks (user_id, id, title, description, completed_at, deleted_at, revision, created_at, updated_at, priority, tags, due_date, due_at, title_key, description_key, tags_key)
values ('01a22034-d647-7314-a2ed-47b50d363a07', '01a22034-d6ce-712f-845f-761081ed7e31', '2 cafés', NULL, NULL, NULL, 4, '2026-11-28 03:31:03.502+00', '2026-11-28 03:31:03.502+00', 0, '{}', NULL, '2030-01-15 10:00:00+00', '2 CAFÉS', '', '');
insert into tasks (user_id, id, title, description, completed_at, deleted_at, revision, created_at, updated_at, priority, tags, due_date, due_at, title_key, description_key, tags_key)
values ('01a22034-d647-7314-a2ed-47b50d363a07', '01a22034-d6d9-72c3-a45a-98acb81e8460', 'done', NULL, '2026-11-28 03:31:03.523+00', NULL, 6, '2026-11-28 03:31:03.513+00', '2026-11-28 03:31:03.523+00', 0, '{}', NULL, NULL, 'DONE', '', '');
insert into tasks (user_id, id, title, description, completed_at, deleted_at, revision, created_at, updated_at, priority, tags, due_date, due_at, title_key, description_key, tags_key)
values ('01a22034-d647-7314-a2ed-47b50d363a07', '01a22034-d6f0-704f-9476-17dff69d1672', 'gone', NULL, NULL, '2026-11-28 03:31:03.546+00', 8, '2026-11-28 03:31:03.536+00', '2026-11-28 03:31:03.546+00', 0, '{}', NULL, NULL, 'GONE', '', '');
insert into tasks (user_id, id, title, description, completed_at, deleted_at, revision, created_at, updated_at, priority, tags, due_date, due_at, title_key, description_key, tags_key)
values ('01a22034-d771-7643-87de-b12b6c9a25c2', '01a22034-d788-7342-a888-f31aacf11358', 'য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়', 'á́́́́́́́́́́́́́́́́́́́́́́́́́́́́́́́́́́́́́́́́́́́́́́́́́', NULL, NULL, 1, '2026-11-28 03:31:03.688+00', '2026-11-28 03:31:03.688+00', 0, '{}', NULL, NULL, 'য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়য়', 'Á́́́́́́́́́́́́́́́́́́́́́́́́́́́́́́́́́́́́́́́́́́́́́́́́́', '');
insert into tasks (user_id, id, title, description, completed_at, deleted_at, revision, created_at, updated_at, priority, tags, due_date, due_at, title_key, description_key, tags_key)
values ('01a22034-d771-7643-87de-b12b6c9a25c2', '01a22034-d793-76ca-8aa8-fb7549c6aea6', '​', NULL, NULL, NULL, 2, '2026-11-28 03:31:03.699+00', '2026-11-28 03:31:03.699+00', 0, '{}', NULL, NULL, '​', '', '');
insert into user_revisions (user_id, revision, task_count, purged_revision)
values ('01a22034-d647-7314-a2ed-47b50d363a07', 8, 5, 0);
insert into user_revisions (user_id, revision, task_count, purged_revision)
values ('01a22034-d771-7643-87de-b12b6c9a25c2', 2, 2, 0);
