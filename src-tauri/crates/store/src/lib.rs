//! What we remember: SQLite files, one precious and one of events per connection.
