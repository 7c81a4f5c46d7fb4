namespace Berger.Signals.Compression.Prediction;

/// <summary>Where the decoder works on a stretch of a block. Chunks are no part of the format.</summary>
/// <param name="rows">Time after time: channel c at time t is <c>t * RowStride + c</c>. <see cref="PredictionParameters.MaxLags"/> earlier times lie before.</param>
/// <param name="columns">Channel after channel: channel c at time t is <c>c * ColumnStride + t</c>. Room for as many earlier times lies before each.</param>
/// <param name="history">The last <see cref="PredictionParameters.MaxLags"/> samples of each channel before its sources were mixed in; for arithmetics that work on columns.</param>
internal readonly unsafe ref struct PredictionChunk(int* rows, int rowStride, int* columns, int columnStride, int* history)
{
    public int* Rows { get; } = rows;

    /// <summary>The channel count, rounded up to a multiple of 8.</summary>
    public int RowStride { get; } = rowStride;

    public int* Columns { get; } = columns;

    public int ColumnStride { get; } = columnStride;

    public int* History { get; } = history;
}
