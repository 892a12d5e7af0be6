-- The origin whose pages may show a session's wizard in a frame.
alter table connect_session add column origin text;
