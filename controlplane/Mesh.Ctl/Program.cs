namespace Mesh.Ctl;

static class Program
{
    static int Main() => 0;
}
