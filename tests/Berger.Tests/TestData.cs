namespace Berger.Tests;

/// <summary>
/// Real recordings that tests read but the repository does not hold. They lie in the folder that the environment
/// variable <c>BERGER_TEST_DATA</c> names, or else in <c>../shared/data</c> beside the repository.
/// </summary>
public static class TestData
{
    public static string Root { get; } = Environment.GetEnvironmentVariable("BERGER_TEST_DATA")
        ?? Path.GetFullPath(Path.Combine(Repository, "..", "shared", "data"));

    /// <summary>The folder of <c>Berger.slnx</c>.</summary>
    public static string Repository
    {
        get
        {
            string? folder = AppContext.BaseDirectory;
            while (folder is not null && !File.Exists(Path.Combine(folder, "Berger.slnx"))) folder = Path.GetDirectoryName(folder);
            return folder ?? throw new InvalidOperationException($"No Berger.slnx above {AppContext.BaseDirectory}.");
        }
    }

    /// <summary>Why tests on real data cannot run here; null when they can.</summary>
    public static string? Missing { get; } = Directory.Exists(Root) ? null : $"no test data at {Root}; set BERGER_TEST_DATA to its folder";

    public static string PathOf(string relative) => Path.Combine(Root, relative);
}

/// <summary>A fact about real data; skipped with the reason where it is absent.</summary>
public sealed class DataFactAttribute : FactAttribute
{
    public DataFactAttribute() => Skip = TestData.Missing;
}

/// <summary>A theory about real data; skipped with the reason where it is absent.</summary>
public sealed class DataTheoryAttribute : TheoryAttribute
{
    public DataTheoryAttribute() => Skip = TestData.Missing;
}
