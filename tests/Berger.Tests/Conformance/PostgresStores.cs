using Berger.Storage.Server;
using Berger.Storage.Server.Annotations;
using Berger.Storage.Server.Audit;
using Berger.Storage.Server.Catalog;
using Berger.Storage.Server.Samples;
using Npgsql;

namespace Berger.Tests.Conformance;

/// <summary>The stores in a PostgreSQL database of their own.</summary>
public sealed class PostgresStores : Stores
{
    private readonly List<PostgresStores> opened = [];

    public string Name { get; private init; } = $"berger_test_{Guid.NewGuid():N}";

    public PostgresDatabase Database { get; private set; } = null!;

    /// <summary>An Npgsql connection string to the database, without pooling.</summary>
    public string ConnectionString => ConnectionStringTo(Name);

    public async Task CreateDatabaseAsync()
    {
        if (PostgresServer.Url is not null) await ExecuteInAsync(ConnectionStringTo(null), $"CREATE DATABASE {Name} TEMPLATE template0 ENCODING 'UTF8'");
    }

    public override async Task InitializeAsync()
    {
        await CreateDatabaseAsync();
        if (PostgresServer.Url is not null) await OpenAsync();
    }

    public override async Task DisposeAsync()
    {
        foreach (var other in opened) await other.Database.DisposeAsync();
        if (Database is not null) await Database.DisposeAsync();
        if (PostgresServer.Url is not null) await ExecuteInAsync(ConnectionStringTo(null), $"DROP DATABASE {Name} WITH (FORCE)");
    }

    public override async Task<Stores> OpenAgainAsync()
    {
        var other = new PostgresStores { Name = Name };
        lock (opened) opened.Add(other);
        await other.OpenAsync();
        return other;
    }

    public override Task<object?> ExecuteAsync(string sql) => ExecuteInAsync(ConnectionString, sql);

    private async Task OpenAsync()
    {
        Database = new PostgresDatabase(ConnectionStringTo(Name, pooling: true));
        Catalog = new PostgresRecordingCatalog(Database, Clock);
        Samples = new PostgresSampleStore(Database, Clock);
        Annotations = new PostgresAnnotationStore(Database, Clock);
        Log = new PostgresAuditLog(Database);
        await Database.UpgradeAsync(default);
    }

    private static string ConnectionStringTo(string? database, bool pooling = false)
    {
        var settings = PostgresUrl.Parse(PostgresServer.Url!);
        settings.Pooling = pooling;
        settings.Database = database ?? settings.Database;
        if (pooling) settings.MaxPoolSize = 10;
        return settings.ConnectionString;
    }

    private static async Task<object?> ExecuteInAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
