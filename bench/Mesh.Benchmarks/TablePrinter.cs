using BenchmarkDotNet.Reports;

namespace Mesh.Benchmarks;

/// <summary>A summary as one table, without a page about the machine before each.</summary>
static class TablePrinter
{
    public static void Print(Summary summary, TextWriter output)
    {
        var columns = summary.Table.Columns.Where(column => column.NeedToShow).ToList();
        output.WriteLine();
        output.WriteLine(summary.BenchmarksCases[0].Descriptor.Type.Name);
        output.WriteLine($"  {string.Join("  ", columns.Select(column => Cell(column, column.Header)))}");
        for (var row = 0; row < summary.Table.FullContent.Length; row++)
        {
            output.WriteLine($"  {string.Join("  ", columns.Select(column => Cell(column, column.Content[row])))}");
        }
    }

    static string Cell(SummaryTable.SummaryTableColumn column, string text)
    {
        var width = column.Content.Append(column.Header).Max(cell => cell.Length);
        return column.Justify == SummaryTable.SummaryTableColumn.TextJustification.Left ? text.PadRight(width) : text.PadLeft(width);
    }
}
