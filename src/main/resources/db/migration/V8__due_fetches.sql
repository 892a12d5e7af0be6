-- The scheduler asks which portals have something due, once a second, without naming a portal.
create index fetch_queue_moment on belegbote.fetch_queue (due);
