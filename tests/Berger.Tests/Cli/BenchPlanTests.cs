using Berger.Cli;
using Berger.Cli.Bench;

namespace Berger.Tests.Cli;

public class BenchPlanTests
{
    private const string Url = "postgresql://user@localhost/db";

    [Theory]
    [InlineData("both", Url, true, true)]
    [InlineData("sqlite", Url, true, false)]
    [InlineData("postgres", Url, false, true)]
    [InlineData("both", null, true, false)]
    public void Of_EachStore_MeasuresWhatIsAskedForAndThere(string store, string? url, bool sqlite, bool postgres)
    {
        var plan = BenchPlan.Of(quick: true, store, url);

        Assert.Equal((sqlite, postgres), (plan.Sqlite, plan.DatabaseUrl is not null));
    }

    [Fact]
    public void Of_PostgresWithoutServer_SaysWhatToSet()
    {
        var error = Assert.Throws<CommandException>(() => BenchPlan.Of(quick: false, "postgres", databaseUrl: null));

        Assert.Equal(ExitCodes.UsedWrongly, error.ExitCode);
        Assert.Contains("DATABASE_URL", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_Quick_MeasuresLess() =>
        Assert.True(BenchPlan.Of(quick: true, "sqlite", null).LongHours < BenchPlan.Of(quick: false, "sqlite", null).LongHours);

    [Theory]
    [InlineData("--quick --store sqlite --format json", 0)]
    [InlineData("", 0)]
    [InlineData("--store mysql", 1)]
    [InlineData("--format xml", 1)]
    [InlineData("--slow", 1)]
    public void Create_Arguments_AreTakenOrRefused(string arguments, int errors) =>
        Assert.Equal(errors, BenchCommand.Create().Parse(arguments).Errors.Count);
}
