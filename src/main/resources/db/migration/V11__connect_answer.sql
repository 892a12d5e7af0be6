-- When the question of the app was answered: a run that ended before says nothing about what was done since.
alter table connect_session add column answered_at timestamptz;
