using Berger.Cli.Bench.Signal;
using Berger.Cli.Bench.Stores;
using Berger.Signals;
using Npgsql;
using NpgsqlTypes;

namespace Berger.Cli.Bench.Rivals;

/// <summary>The seed's own design: one row for each sample, with its two indexes, in a database of its own.</summary>
internal sealed class RowPerSample(BenchDatabase database, SignalMaterial material) : IAsyncDisposable
{
    private const string Schema =
        """
        CREATE TABLE eeg_samples (
            id            bigserial PRIMARY KEY,
            patient_id    text NOT NULL,
            recording_id  text NOT NULL,
            channel       text NOT NULL,
            timestamp_sec double precision NOT NULL,
            value_uv      double precision NOT NULL,
            ingested_at   timestamptz DEFAULT now()
        );
        CREATE INDEX ix_eeg_samples_time ON eeg_samples (patient_id, recording_id, timestamp_sec);
        CREATE INDEX ix_eeg_samples_channel_time ON eeg_samples (patient_id, recording_id, channel, timestamp_sec);
        """;

    private const string Copy = "COPY eeg_samples (patient_id, recording_id, channel, timestamp_sec, value_uv) FROM STDIN (FORMAT BINARY)";

    private const string Window =
        """
        SELECT channel, timestamp_sec, value_uv FROM eeg_samples
        WHERE patient_id = $1 AND recording_id = $2 AND timestamp_sec >= $3 AND timestamp_sec < $4 ORDER BY timestamp_sec
        """;

    private const string Name = "rows";

    private readonly NpgsqlDataSource source = NpgsqlDataSource.Create(database.ConnectionString);

    public Task CreateAsync(CancellationToken cancellation) => ExecuteAsync(Schema, cancellation);

    /// <summary>What autovacuum would do in a while.</summary>
    public Task AnalyzeAsync(CancellationToken cancellation) => ExecuteAsync("ANALYZE eeg_samples", cancellation);

    /// <summary>Appends a stretch in one transaction by binary COPY.</summary>
    public async Task FillAsync(int firstSecond, int seconds, CancellationToken cancellation)
    {
        var recording = new LoopedRecording(Name, material, firstSecond + seconds);
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var writer = await connection.BeginBinaryImportAsync(Copy, cancellation);
        foreach (var block in recording.ReadBlocks(0, Seconds.From(1.0)).Skip(firstSecond))
        {
            for (int row = 0; row < block.ChannelCount; row++) await WriteAsync(writer, recording.Recording, block, row, cancellation);
        }

        await writer.CompleteAsync(cancellation);
    }

    /// <summary>Reads a window of all channels into arrays, one for each channel.</summary>
    public async Task<Dictionary<string, List<(double Time, double Value)>>> ReadAsync(double start, double end, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(Window);
        foreach (object value in (object[])[LoopedRecording.Subject, Name, start, end]) command.Parameters.Add(new NpgsqlParameter { Value = value });
        var channels = new Dictionary<string, List<(double, double)>>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            string channel = reader.GetString(0);
            if (!channels.TryGetValue(channel, out var samples)) channels[channel] = samples = [];
            samples.Add((reader.GetDouble(1), reader.GetDouble(2)));
        }

        return channels;
    }

    /// <summary>Bytes of the table and its indexes.</summary>
    public async Task<long> ReadSizeAsync(CancellationToken cancellation)
    {
        await using var command = source.CreateCommand("SELECT pg_total_relation_size('eeg_samples')");
        return (long)(await command.ExecuteScalarAsync(cancellation))!;
    }

    public async ValueTask DisposeAsync()
    {
        await source.DisposeAsync();
        await database.DisposeAsync();
    }

    private static async Task WriteAsync(NpgsqlBinaryImporter writer, Recording recording, SignalBlock block, int row, CancellationToken cancellation)
    {
        double[] values = new double[block.SampleCount];
        block.CopyPhysical(row, 0, recording.Channels[row].Calibration, values);
        for (int i = 0; i < values.Length; i++)
        {
            await writer.StartRowAsync(cancellation);
            await writer.WriteAsync(recording.Key.SubjectId, NpgsqlDbType.Text, cancellation);
            await writer.WriteAsync(recording.Key.RecordingId, NpgsqlDbType.Text, cancellation);
            await writer.WriteAsync(recording.ChannelNames[row], NpgsqlDbType.Text, cancellation);
            await writer.WriteAsync(block.Start.ToDouble() + (i / block.Rate.Hertz), NpgsqlDbType.Double, cancellation);
            await writer.WriteAsync(values[i], NpgsqlDbType.Double, cancellation);
        }
    }

    private async Task ExecuteAsync(string sql, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
