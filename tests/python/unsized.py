"""A file system mounted at the first ARGUMENT, of files whose size is what their names say, whatever is in them: that of the second ARGUMENT.

So `0` tells no size, as files of /proc do, and `5000` one that is passed. The kernel asks for each byte as it is read.
"""
import errno
import stat
import sys

import mfusepy


class Unsized(mfusepy.Operations):
    def __init__(self, content):
        self.content = content

    def getattr(self, path, fh=None):
        if path == '/':
            return {'st_mode': stat.S_IFDIR | 0o755, 'st_nlink': 2}
        if not path[1:].isdigit():
            raise mfusepy.FuseOSError(errno.ENOENT)
        return {'st_mode': stat.S_IFREG | 0o644, 'st_nlink': 1, 'st_size': int(path[1:])}

    def read(self, path, size, offset, fh):
        return self.content[offset:offset + size]


with open(sys.argv[2], 'rb') as file:
    system = Unsized(file.read())
mfusepy.FUSE(system, sys.argv[1], foreground=False, nothreads=True, direct_io=True)
