using System.Net;
using System.Net.Sockets;
using Berger.Recordings;
using Berger.Storage.Server;
using Berger.Storage.Server.Catalog;

namespace Berger.Tests.Conformance;

/// <summary>What is said when the server, the database or the user is not right.</summary>
public sealed class PostgresDatabaseTests(PostgresStores stores) : IClassFixture<PostgresStores>
{
    [Fact]
    public async Task Open_NoServerThere_SaysSoAndHowToStartOne()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        await using var database = new PostgresDatabase($"postgresql://berger:secret@127.0.0.1:{port}/eeg");
        var catalog = new PostgresRecordingCatalog(database, TimeProvider.System);

        var error = await Assert.ThrowsAsync<StoreUnavailableException>(() => catalog.ListAsync(null, default));
        Assert.Contains($"127.0.0.1:{port}", error.Message, StringComparison.Ordinal);
        Assert.Contains("docker compose up", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.ToString(), StringComparison.Ordinal);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => database.UpgradeAsync(default));
    }

    [PostgresFact]
    public async Task Open_NoSuchDatabase_SaysHowToCreateIt()
    {
        await using var database = new PostgresDatabase(With(settings => settings.Database = "berger_test_nowhere"));
        var error = await Assert.ThrowsAsync<StoreUnavailableException>(() => database.UpgradeAsync(default));
        Assert.Contains("createdb", error.Message, StringComparison.Ordinal);
        Assert.Contains("berger_test_nowhere", error.Message, StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task Open_NoSuchUser_SaysWhoIsRefused()
    {
        await using var database = new PostgresDatabase(With(settings => (settings.Username, settings.Password) = ("berger_test_nobody", "secret")));
        var error = await Assert.ThrowsAsync<StoreUnavailableException>(() => database.UpgradeAsync(default));
        Assert.Contains("does not let user berger_test_nobody in", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.ToString(), StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task Append_ConnectionsCut_IsUnavailableAndThenWorksAgain()
    {
        var recording = await stores.DeclareAsync();
        var chunk = Given.Chunk(recording, 0);
        await stores.ExecuteAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
        await Assert.ThrowsAsync<StoreUnavailableException>(() => stores.AppendAsync(chunk));
        Assert.Equal(Berger.Recordings.Samples.AppendStatus.Stored, (await stores.AppendAsync(chunk)).Status);
        Assert.Equal(Berger.Recordings.Samples.AppendStatus.Duplicate, (await stores.AppendAsync(chunk)).Status);
    }

    [PostgresFact]
    public async Task Upgrade_DatabaseThatCannotHoldAllText_IsRefused()
    {
        string name = $"berger_test_{Guid.NewGuid():N}";
        await stores.ExecuteAsync($"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'");
        try
        {
            await using var database = new PostgresDatabase(With(settings => settings.Database = name));
            var error = await Assert.ThrowsAsync<IOException>(() => database.UpgradeAsync(default));
            Assert.Contains("-E UTF8", error.Message, StringComparison.Ordinal);
        }
        finally
        {
            await stores.ExecuteAsync($"DROP DATABASE {name} WITH (FORCE)");
        }
    }

    [PostgresFact]
    public async Task Upgrade_UserWhoMayNotCreateTables_IsToldWhoMay()
    {
        string user = $"berger_test_{Guid.NewGuid():N}";
        var empty = new PostgresStores();
        await empty.CreateDatabaseAsync();
        await stores.ExecuteAsync($"CREATE ROLE {user} LOGIN PASSWORD 'secret'");
        try
        {
            string LoginTo(PostgresStores there) => new Npgsql.NpgsqlConnectionStringBuilder(there.ConnectionString) { Username = user, Password = "secret" }.ConnectionString;
            await using var mine = new PostgresDatabase(LoginTo(empty));
            var error = await Assert.ThrowsAsync<IOException>(() => mine.UpgradeAsync(default));
            Assert.Contains("as the database's owner", error.Message, StringComparison.Ordinal);

            await stores.ExecuteAsync($"GRANT SELECT ON berger_schema TO {user}");
            await using var upToDate = new PostgresDatabase(LoginTo(stores));
            Assert.Equal(0, await upToDate.UpgradeAsync(default));
        }
        finally
        {
            await empty.DisposeAsync();
            await stores.ExecuteAsync($"DROP OWNED BY {user}; DROP ROLE {user}");
        }
    }

    [PostgresFact]
    public async Task Upgrade_SchemaUpToDate_TakesNoSteps() => Assert.Equal(0, await stores.Database.UpgradeAsync(default));

    [Theory]
    [InlineData("postgresql://u:p%40ss%2F@db.example:6543/eeg", "db.example", 6543, "u", "p@ss/", "eeg")]
    [InlineData("postgres://m%C3%BCller@[::1]/my%20eeg?sslmode=verify-full&application_name=x", "::1", 5432, "müller", null, "my eeg")]
    [InlineData("postgresql+psycopg2://u:a:b@h/d?connect_timeout=7", "h", 5432, "u", "a:b", "d")]
    [InlineData("Host=h;Port=1;Username=u;Password=p;Database=d", "h", 1, "u", "p", "d")]
    [InlineData("postgresql:///eeg?host=/var/run/postgresql&user=u", "/var/run/postgresql", 5432, "u", null, "eeg")]
    public void Url_OfAnyKind_IsUnderstood(string url, string host, int port, string user, string? password, string database)
    {
        var settings = PostgresUrl.Parse(url);
        Assert.Equal((host, port, user, password, database), (settings.Host, settings.Port, settings.Username, settings.Password, settings.Database));
    }

    [Fact]
    public void Url_Parameters_AreNpgsqlsOrLibpqs()
    {
        var settings = PostgresUrl.Parse("postgresql://h/d?sslmode=verify-full&connect_timeout=7&Maximum%20Pool%20Size=9");
        Assert.Equal((Npgsql.SslMode.VerifyFull, 7, 9), (settings.SslMode, settings.Timeout, settings.MaxPoolSize));
    }

    [Theory]
    [InlineData("postgresql://u:se/cret@h:port/d")]
    [InlineData("postgresql://u:secret@h/d?nonsense=1")]
    [InlineData("postgresql://u:secret@h/d?sslmode=perhaps")]
    [InlineData("Username=u;Password=secret")]
    [InlineData("secret")]
    public void Url_Unreadable_IsRefusedWithoutRepeatingThePassword(string url)
    {
        var error = Assert.Throws<FormatException>(() => PostgresUrl.Parse(url));
        Assert.Contains("DATABASE_URL", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("cret", error.Message, StringComparison.Ordinal);
    }

    private string With(Action<Npgsql.NpgsqlConnectionStringBuilder> change)
    {
        var settings = new Npgsql.NpgsqlConnectionStringBuilder(stores.ConnectionString);
        change(settings);
        return settings.ConnectionString;
    }
}
