using Granary.Fixtures;

namespace Granary.Journal.Tests;

[CollectionDefinition("postgres")]
public sealed class PostgresCollection : ICollectionFixture<PostgresServer>;

[NeedsPostgres, Collection("postgres")]
public sealed class AppendingOnPostgres(PostgresServer server) : AppendingContract(new PostgresHome(server));

[NeedsPostgres, Collection("postgres")]
public sealed class ReadingOnPostgres(PostgresServer server) : ReadingContract(new PostgresHome(server));

[NeedsPostgres, Collection("postgres")]
public sealed class FeedOnPostgres(PostgresServer server) : FeedContract(new PostgresHome(server));

[NeedsPostgres, Collection("postgres")]
public sealed class ObservingOnPostgres(PostgresServer server) : ObservingContract(new PostgresHome(server));

public sealed class ObservingOnSqlite() : ObservingContract(new SqliteHome());

public sealed class AppendingOnSqlite() : AppendingContract(new SqliteHome());

public sealed class ReadingOnSqlite() : ReadingContract(new SqliteHome());

public sealed class FeedOnSqlite() : FeedContract(new SqliteHome());

[NeedsPostgres, Collection("postgres")]
public sealed class AuditOnPostgres(PostgresServer server) : AuditContract(new PostgresHome(server));

public sealed class AuditOnSqlite() : AuditContract(new SqliteHome());

[NeedsPostgres, Collection("postgres")]
public sealed class ManyProcessesOnPostgres(PostgresServer server) : ManyProcessesContract(new PostgresHome(server));

public sealed class ManyProcessesOnSqlite() : ManyProcessesContract(new SqliteHome());

[NeedsPostgres, Collection("postgres")]
public sealed class WentBackOnPostgres(PostgresServer server) : WentBackContract(new PostgresHome(server));

public sealed class WentBackOnSqlite() : WentBackContract(new SqliteHome());
