namespace Berger.Cli.Bench;

/// <summary>What a run measures, and how much of it.</summary>
internal sealed record BenchPlan
{
    /// <summary>Whether SQLite is measured.</summary>
    public bool Sqlite { get; init; } = true;

    /// <summary>The server on which PostgreSQL and the row-per-sample rival are measured; null leaves them out.</summary>
    public string? DatabaseUrl { get; init; }

    public bool IsQuick { get; init; }

    /// <summary>Hours of the long recording.</summary>
    public int LongHours { get; init; } = 24;

    /// <summary>How many recordings of an hour are loaded while windows are read.</summary>
    public IReadOnlyList<int> LoadedRecordings { get; init; } = [1, 10, 100];

    /// <summary>Lengths of the windows, in seconds.</summary>
    public IReadOnlyList<int> WindowSeconds { get; init; } = [1, 5, 10, 30, 60];

    /// <summary>Places that are read for each figure, unless fewer fit the cache of decoded blocks.</summary>
    public int Places { get; init; } = 150;

    /// <summary>How often each place is read again.</summary>
    public int Rounds { get; init; } = 3;

    /// <summary>How long a new server is warmed up on another recording.</summary>
    public TimeSpan WarmUp { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Chunks of 1 s that one device sends.</summary>
    public int Chunks { get; init; } = 3600;

    /// <summary>Chunks that are sent one at a time.</summary>
    public int SingleChunks { get; init; } = 500;

    /// <summary>Devices that send at once.</summary>
    public int Devices { get; init; } = 16;

    /// <summary>Chunks of each of them.</summary>
    public int ChunksOfEachDevice { get; init; } = 300;

    /// <summary>Seconds of signal that are stored as one row per sample.</summary>
    public int RivalSeconds { get; init; } = 300;

    /// <summary>Windows that are read from a rival.</summary>
    public int RivalWindows { get; init; } = 50;

    /// <exception cref="CommandException">PostgreSQL is asked for, and there is no server.</exception>
    public static BenchPlan Of(bool quick, string store, string? databaseUrl)
    {
        if (store == "postgres" && databaseUrl is null)
        {
            throw new CommandException(ExitCodes.UsedWrongly,
                "--store postgres needs a server: set DATABASE_URL, such as postgresql://user:password@host:5432/postgres, for a user who may create databases.");
        }

        var plan = quick
            ? new BenchPlan
            {
                IsQuick = true, LongHours = 2, LoadedRecordings = [1, 10], Places = 40, WarmUp = TimeSpan.FromSeconds(1), Chunks = 600,
                SingleChunks = 100, ChunksOfEachDevice = 40, RivalSeconds = 60, RivalWindows = 10,
            }
            : new BenchPlan();
        return plan with { Sqlite = store != "postgres", DatabaseUrl = store == "sqlite" ? null : databaseUrl };
    }
}
