using Berger.Signals;
using Npgsql;

namespace Berger.Storage.Server;

/// <summary>Commands with positional parameters, whose plans the pool's connections keep.</summary>
internal static class PostgresCommands
{
    /// <param name="sql">The statement, with its parameters as $1, $2 …</param>
    public static NpgsqlCommand Command(this NpgsqlConnection connection, string sql, params ReadOnlySpan<object?> parameters)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (object? value in parameters) command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value });
        return command;
    }

    /// <inheritdoc cref="Command"/>
    public static void Add(this NpgsqlBatch batch, string sql, params ReadOnlySpan<object?> parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (object? value in parameters) command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value });
        batch.BatchCommands.Add(command);
    }

    /// <summary>The stretch between two columns of nanoseconds.</summary>
    public static TimeRange GetRange(this NpgsqlDataReader reader, int start, int end) =>
        new(new Seconds(reader.GetInt64(start)), new Seconds(reader.GetInt64(end)));

    /// <summary>A UTC instant.</summary>
    public static DateTimeOffset GetTime(this NpgsqlDataReader reader, int column) => new(reader.GetDateTime(column));
}
