using System.Net;
using System.Text.Json;
using Berger.Recordings.Devices.Generated;
using Berger.Recordings.Ingest;
using Berger.Signals;
using Berger.Tests.Server;
using Microsoft.Data.Sqlite;

namespace Berger.Tests.EndToEnd;

/// <summary>Whoever changes the database behind the program's back is found out, with the place.</summary>
[Collection(RunningProgram.Name)]
public sealed class TamperedStoreTests : IAsyncLifetime
{
    private readonly RunningServer server = new();

    public async Task InitializeAsync()
    {
        await server.InitializeAsync();
        await server.Get<RecordingImport>().ImportAsync(new GeneratedRecording(new("p", "r"), 3, Seconds.From(60.0), seizures: 0), "test", null, default);
    }

    public Task DisposeAsync() => server.DisposeAsync();

    [Theory]
    [InlineData("UPDATE sample_blocks SET data = zeroblob(100) WHERE log_id = 3")]
    [InlineData("DELETE FROM sample_blocks WHERE log_id = 3")]
    [InlineData("UPDATE ingestion_log SET checksum = 'sha256:0' WHERE id = 3")]
    [InlineData("DELETE FROM ingestion_log WHERE id = 6")]
    public async Task Change_ThroughTheDatabasesShell_IsRefusedByTheDatabase(string sql) =>
        Assert.Contains("append-only", (await Assert.ThrowsAsync<SqliteException>(() => ExecuteAsync(sql))).Message);

    [Theory]
    [InlineData("sample_blocks", "no_update", "UPDATE sample_blocks SET data = CAST(substr(data, 1, 900) || x'5a' || substr(data, 902) AS BLOB) WHERE log_id = 3", 3)]
    [InlineData("sample_blocks", "no_update", "UPDATE sample_blocks SET start_ns = start_ns + 1 WHERE log_id = 2", 2)]
    [InlineData("sample_blocks", "no_delete", "DELETE FROM sample_blocks WHERE log_id = 5", 5)]
    [InlineData("ingestion_log", "no_update", "UPDATE ingestion_log SET num_samples = 1 WHERE id = 4", 4)]
    [InlineData("ingestion_log", "no_delete", "DELETE FROM ingestion_log WHERE id = 2", 3)]
    public async Task Change_AfterDroppingTheTrigger_IsFoundAtItsPlace(string table, string trigger, string sql, int line)
    {
        (await BergerProcess.RunAsync(server.Folder, "verify")).Expect(0);
        await ExecuteAsync($"DROP TRIGGER {table}_{trigger}; {sql}");

        var verified = (await BergerProcess.RunAsync(server.Folder, "verify", "--format", "json")).Expect(1);
        Assert.Contains($"log line {line}, recording p/r, ", verified.Error);
        var found = JsonDocument.Parse(verified.Output).RootElement;
        Assert.False(found.GetProperty("intact").GetBoolean());
        Assert.Equal(line, found.GetProperty("discrepancies")[0].GetProperty("log_id").GetInt32());
        Assert.Equal((line - 1) * 10, found.GetProperty("discrepancies")[0].GetProperty("start").GetDouble(), 1e-6);
    }

    [Fact]
    public async Task DamagedBlock_IsNotAnsweredAsSignal()
    {
        await ExecuteAsync("DROP TRIGGER sample_blocks_no_update; UPDATE sample_blocks SET data = CAST(substr(data, 1, 900) || x'5a' || substr(data, 902) AS BLOB) WHERE log_id = 3");
        (await server.Client.GetAsync(Wire.Eeg("r", 0, 10), null)).Expect(HttpStatusCode.OK);
        Assert.Contains("berger verify", (await server.Client.GetAsync(Wire.Eeg("r", 20, 30), null)).ExpectProblem(500, null).Text);
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(server.Folder, "berger.db")};Pooling=False;Foreign Keys=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
