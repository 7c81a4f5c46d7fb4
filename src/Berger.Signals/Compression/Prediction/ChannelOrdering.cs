namespace Berger.Signals.Compression.Prediction;

/// <summary>
/// The order in which a run of channels is coded: last the channel that all others predict best, before it the one that
/// the rest predict best, and so on. The variance that the others leave of a channel is one over its element on the
/// diagonal of the inverse Gram matrix, and taking a channel away is one elimination step on that inverse.
/// </summary>
internal sealed class ChannelOrdering
{
    private double[] _gram = [], _inverse = [], _ordered = [], _column = [];
    private int[] _order = [], _left = [];

    /// <summary>Channels in the run.</summary>
    public int Count { get; private set; }

    /// <summary>Chooses the order.</summary>
    /// <param name="deltas">Differences of successive samples; the run's channels begin at multiples of <paramref name="stride"/>.</param>
    /// <returns>By position in the run: the channel's number in the run. Valid until the next call.</returns>
    public ReadOnlySpan<int> Choose(ReadOnlySpan<float> deltas, int stride, int count, int sampleCount)
    {
        Count = count;
        Scratch.Grow(ref _gram, count * count);
        Scratch.Grow(ref _inverse, count * count);
        Scratch.Grow(ref _ordered, count * count);
        Scratch.Grow(ref _column, count);
        Scratch.Grow(ref _order, count);
        Scratch.Grow(ref _left, count);
        FillGram(deltas, stride, sampleCount);
        Invert(0.3 * sampleCount + 1e-3);
        ChooseBackwards();
        for (int i = 0; i < count; i++)
            for (int j = 0; j < count; j++)
                _ordered[i * count + j] = _gram[_order[i] * count + _order[j]];
        return _order.AsSpan(0, count);
    }

    /// <summary>Inner products of the deltas of the channel at a position with those of every position; of positions, not of channels.</summary>
    public ReadOnlySpan<double> Row(int position) => _ordered.AsSpan(position * Count, Count);

    private void FillGram(ReadOnlySpan<float> deltas, int stride, int sampleCount)
    {
        for (int i = 0; i < Count; i++)
            for (int j = 0; j <= i; j++)
                _gram[i * Count + j] = _gram[j * Count + i]
                    = DotProduct.Of(deltas.Slice(i * stride, sampleCount), deltas.Slice(j * stride, sampleCount));
    }

    /// <summary>
    /// The negative inverse by the sweep operator (Beaton 1964), in the lower triangle; with the ridge the matrix is
    /// positive definite and needs no pivoting.
    /// </summary>
    private void Invert(double ridge)
    {
        _gram.AsSpan(0, Count * Count).CopyTo(_inverse);
        for (int i = 0; i < Count; i++) _inverse[i * Count + i] += ridge;
        for (int k = 0; k < Count; k++)
        {
            var column = TakeColumn(k);
            double reciprocal = 1 / column[k];
            for (int i = 0; i < Count; i++)
                if (i != k) Eliminate(i, column, reciprocal);
            for (int j = 0; j < k; j++) _inverse[k * Count + j] = column[j] * reciprocal;
            for (int i = k + 1; i < Count; i++) _inverse[i * Count + k] = column[i] * reciprocal;
            _inverse[k * Count + k] = -reciprocal;
        }
    }

    private void ChooseBackwards()
    {
        for (int i = 0; i < Count; i++) _left[i] = i;
        for (int last = Count - 1; last >= 0; last--)
        {
            int best = 0;
            for (int i = 1; i <= last; i++)
                if (Unpredictability(_left[i]) < Unpredictability(_left[best])) best = i;
            int channel = _order[last] = _left[best];
            _left.AsSpan(best + 1, last - best).CopyTo(_left.AsSpan(best));
            var column = TakeColumn(channel);
            double reciprocal = 1 / column[channel];
            for (int i = 0; i < last; i++) Eliminate(_left[i], column, reciprocal);
        }
    }

    /// <summary>A column of the symmetric matrix of which the lower triangle is kept.</summary>
    private Span<double> TakeColumn(int k)
    {
        _inverse.AsSpan(k * Count, k + 1).CopyTo(_column);
        for (int i = k + 1; i < Count; i++) _column[i] = _inverse[i * Count + k];
        return _column.AsSpan(0, Count);
    }

    private void Eliminate(int row, Span<double> column, double reciprocal) =>
        DotProduct.Subtract(_inverse.AsSpan(row * Count, row + 1), column[..(row + 1)], column[row] * reciprocal);

    /// <summary>The share of a channel's energy that the channels still left do not predict.</summary>
    private double Unpredictability(int channel) => -1 / (_inverse[channel * Count + channel] * (_gram[channel * Count + channel] + 1));
}
