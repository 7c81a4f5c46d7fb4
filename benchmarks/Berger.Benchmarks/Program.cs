using Berger.Benchmarks.Compression;

const string Usage = """
    Usage: dotnet run -c Release --project benchmarks/Berger.Benchmarks -- <benchmark> <data folder>
      compression    ratio and speed of signal blocks, per data set
      train-tables   the frequency tables of the signal block format, as C# source on stdout
    """;

switch (args)
{
    case ["compression", var data]:
        CompressionBenchmark.Run(data);
        return 0;
    case ["train-tables", var data]:
        TableTrainer.Run(data, Console.Out);
        return 0;
    default:
        Console.Error.WriteLine(Usage);
        return 2;
}
