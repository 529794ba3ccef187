namespace MimLab.Tests.Data;

/// <summary>
/// Small encoded pictures. All but the last show red = 8 x, green = 10 y, blue = 128 + 60 sin(x / 5) on 32 x 24 pixels;
/// <see cref="DeepPng"/> is 16-bit grey, 2048 x + y.
/// </summary>
internal static class TestImages
{
    public const int Width = 32;
    public const int Height = 24;

    /// <summary>Quality 92, no subsampling.</summary>
    public static byte[] Jpeg => Convert.FromBase64String(
        "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgICAgMCAgIDAwMDBAYEBAQEBAgGBgUGCQgKCgkICQkKDA8MCgsOCwkJDRENDg8QEBEQCgwSEx"
        + "IQEw8QEBD/2wBDAQMDAwQDBAgEBAgQCwkLEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBD/wAARCAAY"
        + "ACADAREAAhEBAxEB/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUFBAQAAAF9AQIDAAQRBRIhMUEGE1FhBy"
        + "JxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRolJicoKSo0NTY3ODk6Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKT"
        + "lJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi4+Tl5ufo6erx8vP09fb3+Pn6/8QAHwEAAwEBAQEBAQEBAQAAAA"
        + "AAAAECAwQFBgcICQoL/8QAtREAAgECBAQDBAcFBAQAAQJ3AAECAxEEBSExBhJBUQdhcRMiMoEIFEKRobHBCSMzUvAVYnLRChYkNOEl8RcYGRom"
        + "JygpKjU2Nzg5OkNERUZHSElKU1RVVldYWVpjZGVmZ2hpanN0dXZ3eHl6goOEhYaHiImKkpOUlZaXmJmaoqOkpaanqKmqsrO0tba3uLm6wsPExc"
        + "bHyMnK0tPU1dbX2Nna4uPk5ebn6Onq8vP09fb3+Pn6/9oADAMBAAIRAxEAPwD4o0DwV8q/uf0r+rctzT3Nz5rK8621O1sfBPyj91+leTn+afu3"
        + "qfqmR51qtTbsvBPzD9z+lfz3xDmnvvU/ZsjznRanZ6D4J+Zf3P6V4WX5p+83P1bK850WpDoHgrhf3P6V+4Zbmnubn+S2V5zqtTtbHwT8o/dfpX"
        + "k5/mn7t6n6pkec6rU27LwT8w/dfpX8+cQ5p+8ep+zZFnOi1Oz0HwV8y/uf0rwcvzT95ufq2V5zotSLQPBXyr+5/Sv3DLc09zc/yVyvOttTtLHw"
        + "T8o/dfpXlZ/mn7t6n6rkedarU3LLwT8wxF+lfz3xDmnvvU/ZsjznRanZ6D4K+Zf3X6V4OX5p+83P1XK850Wp/9k=");

    /// <summary>One band.</summary>
    public static byte[] GreyJpeg => Convert.FromBase64String(
        "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgICAgMCAgIDAwMDBAYEBAQEBAgGBgUGCQgKCgkICQkKDA8MCgsOCwkJDRENDg8QEBEQCgwSEx"
        + "IQEw8QEBD/wAALCAAYACABAREA/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUFBAQAAAF9AQIDAAQRBRIh"
        + "MUEGE1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRolJicoKSo0NTY3ODk6Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqDhI"
        + "WGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi4+Tl5ufo6erx8vP09fb3+Pn6/9oACAEBAAA/APij"
        + "QPBXyr+5/Su1sfBPyj91+lbdl4J+Yfuf0rs9B8E/Mv7n9Kh0DwVwv7n9K7Wx8E/KP3X6Vt2Xgn5h+6/Suz0HwV8y/uf0qLQPBXyr+5/Su0sfBP"
        + "yj91+lbll4J+YYi/Suz0HwV8y/uv0r/9k=");

    /// <summary>Ink values.</summary>
    public static byte[] CmykJpeg => Convert.FromBase64String(
        "/9j/7gAOQWRvYmUAZAAAAAAA/9sAQwADAgICAgIDAgICAwMDAwQGBAQEBAQIBgYFBgkICgoJCAkJCgwPDAoLDgsJCQ0RDQ4PEBAREAoMEhMSEB"
        + "MPEBAQ/8AAFAgAGAAgBEMRAE0RAFkRAEsRAP/EAB8AAAEFAQEBAQEBAAAAAAAAAAABAgMEBQYHCAkKC//EALUQAAIBAwMCBAMFBQQEAAABfQEC"
        + "AwAEEQUSITFBBhNRYQcicRQygZGhCCNCscEVUtHwJDNicoIJChYXGBkaJSYnKCkqNDU2Nzg5OkNERUZHSElKU1RVVldYWVpjZGVmZ2hpanN0dX"
        + "Z3eHl6g4SFhoeIiYqSk5SVlpeYmZqio6Slpqeoqaqys7S1tre4ubrCw8TFxsfIycrS09TV1tfY2drh4uPk5ebn6Onq8fLz9PX29/j5+v/aAA4E"
        + "QwBNAFkASwAAPwD89Pht/wAsvwr4H/4VJ/06/pXrfww/48o/oK/VOvqv4bf8svwo/wCFSf8ATr+lX/iJ/wAeD/7por6r+G3/ACy/Cj/hUn/Tr+"
        + "lfGPxL/wCP6T/eNFfVXw2/5ZfhR/wqT/p1/Sm/DX/j/T/eFFfz/wDw2/5ZfhX2r/wqT/p1/SvsH4Yf8eUf0FFfVfw2/wCWX4Uf8Kk/6df0q/8A"
        + "ET/jwf8A3TRX1X8Nv+WX4Uf8Kk/6df0r4x+Jf/H9J/vGivqr4bf8svwo/wCFSf8ATr+lN+Gv/H+n+8KK/n/+G3/LL8K+1v8AhUn/AE6/pX2D8M"
        + "P+PKP6Civqv4bf8svwo/4VJ/06/pV/4if8eD/7por6r+G3/LL8KP8AhUn/AE6/pXxj8S/+P6T/AHjRX1V8Nv8All+FH/CpP+nX9Kb8Nf8Aj/T/"
        + "AHhRX//Z");

    /// <summary>Stored upright, to be shown turned clockwise by a quarter (EXIF orientation 6).</summary>
    public static byte[] RotatedJpeg => Convert.FromBase64String(
        "/9j/4AAQSkZJRgABAQAAAQABAAD/4QAiRXhpZgAATU0AKgAAAAgAAQESAAMAAAABAAYAAAAAAAD/2wBDAAMCAgICAgMCAgIDAwMDBAYEBAQEBA"
        + "gGBgUGCQgKCgkICQkKDA8MCgsOCwkJDRENDg8QEBEQCgwSExIQEw8QEBD/2wBDAQMDAwQDBAgEBAgQCwkLEBAQEBAQEBAQEBAQEBAQEBAQEBAQ"
        + "EBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBD/wAARCAAYACADAREAAhEBAxEB/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8"
        + "QAtRAAAgEDAwIEAwUFBAQAAAF9AQIDAAQRBRIhMUEGE1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRolJicoKSo0NTY3ODk6Q0RFRkdI"
        + "SUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi4+"
        + "Tl5ufo6erx8vP09fb3+Pn6/8QAHwEAAwEBAQEBAQEBAQAAAAAAAAECAwQFBgcICQoL/8QAtREAAgECBAQDBAcFBAQAAQJ3AAECAxEEBSExBhJB"
        + "UQdhcRMiMoEIFEKRobHBCSMzUvAVYnLRChYkNOEl8RcYGRomJygpKjU2Nzg5OkNERUZHSElKU1RVVldYWVpjZGVmZ2hpanN0dXZ3eHl6goOEhY"
        + "aHiImKkpOUlZaXmJmaoqOkpaanqKmqsrO0tba3uLm6wsPExcbHyMnK0tPU1dbX2Nna4uPk5ebn6Onq8vP09fb3+Pn6/9oADAMBAAIRAxEAPwD4"
        + "o0DwV8q/uf0r+rctzT3Nz5rK8621O1sfBPyj91+leTn+afu3qfqmR51qtTbsvBPzD9z+lfz3xDmnvvU/ZsjznRanZ6D4J+Zf3P6V4WX5p+83P1"
        + "bK850WpDoHgrhf3P6V+4Zbmnubn+S2V5zqtTtbHwT8o/dfpXk5/mn7t6n6pkec6rU27LwT8w/dfpX8+cQ5p+8ep+zZFnOi1Oz0HwV8y/uf0rwc"
        + "vzT95ufq2V5zotSLQPBXyr+5/Sv3DLc09zc/yVyvOttTtLHwT8o/dfpXlZ/mn7t6n6rkedarU3LLwT8wxF+lfz3xDmnvvU/ZsjznRanZ6D4K+Z"
        + "f3X6V4OX5p+83P1XK850Wp/9k=");

    /// <summary>Lossless.</summary>
    public static byte[] Webp => Convert.FromBase64String(
        "UklGRmQAAABXRUJQVlA4TFgAAAAvH8AFAAmAIAb8J2uI6H/qAiAI/98exILJIPLn7Iz+pzAbjLZtY9z/nx4dagdBYSQpzQNmLdqiHcxDTADdYN"
        + "RPFprQfB6XWoda59xev6isM5otVlsAXP8v");

    /// <summary>16-bit grey.</summary>
    public static byte[] DeepPng => Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAACAAAAAYEAAAAADuqHyrAAAAIklEQVR4nGNkYOCgCLIwMDJQBEYNGDVg1IBRA0YNGEwGAAAyFwFtgl2b4gAAAA"
        + "BJRU5ErkJggg==");

    /// <summary>Alpha is 8 x.</summary>
    public static byte[] ClearPng => Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAACAAAAAYCAYAAACbU/80AAAAYElEQVR4nO3OQQ6CAAxE0Y/B8EEPzaFBRQ2woAtuwGaazKZJO6+BEXkoT2WodM"
        + "pdaRWUTfkrX+WjvCrTKXPt3sqi/JS17m/1q1P66jg6WwYunQACCCCAAAIIIIAAAghgB/byEq9zmbH5AAAAAElFTkSuQmCC");

    /// <summary>A soft picture of 256 x 192 pixels.</summary>
    public static byte[] LargeJpeg => Convert.FromBase64String(
        "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAA0JCgsKCA0LCgsODg0PEyAVExISEyccHhcgLikxMC4pLSwzOko+MzZGNywtQFdBRkxOUlNSMj5aYV"
        + "pQYEpRUk//2wBDAQ4ODhMREyYVFSZPNS01T09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT0//wAARCADA"
        + "AQADASIAAhEBAxEB/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUFBAQAAAF9AQIDAAQRBRIhMUEGE1FhBy"
        + "JxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRolJicoKSo0NTY3ODk6Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKT"
        + "lJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi4+Tl5ufo6erx8vP09fb3+Pn6/8QAHwEAAwEBAQEBAQEBAQAAAA"
        + "AAAAECAwQFBgcICQoL/8QAtREAAgECBAQDBAcFBAQAAQJ3AAECAxEEBSExBhJBUQdhcRMiMoEIFEKRobHBCSMzUvAVYnLRChYkNOEl8RcYGRom"
        + "JygpKjU2Nzg5OkNERUZHSElKU1RVVldYWVpjZGVmZ2hpanN0dXZ3eHl6goOEhYaHiImKkpOUlZaXmJmaoqOkpaanqKmqsrO0tba3uLm6wsPExc"
        + "bHyMnK0tPU1dbX2Nna4uPk5ebn6Onq8vP09fb3+Pn6/9oADAMBAAIRAxEAPwDmaSlxS4r0j6tiUoFKBSgVpFmU2KtSpTAKkUVsmckyeKrsNU4q"
        + "uwiuas9DmkXoqsr0qvEKsqOK8iq9TMa/SqM/er7jiqU4rTDy1NaZmT96pv1q7OOtU3HNe7RlodsGEfWr9v2qlGOav246Vx416EVXoadv2rRi6V"
        + "QtxWhEOK+Mxi1PMqbkh6VDJUx6VBJWOHWpVHcqy1VerMpqo5r6jB7Hq09hKUUzNKDXt0znxOxIKeKYtPFbo+bxW46lpKWhnlyClpKKykwURaKS"
        + "lqLj5TlNlLsq35VHlVxc5+jORU2UuyrXl0nl1pGZjORXC1Iop+ynKtaqZyTkOiFXoVqtEtXoF6VyYipZGDZahWrSrxUcKVbROK8OtXsySu68VS"
        + "nWtV04qlPHTw+IVzWBizr1qm681qTp1qm6c179CurHTGRDGvNX7delV405q/bp0rLFVLozqSLtuvStCNeKrW6dKvxpxXzGJjdnn1HqMYcVWlq6"
        + "68VSnrOhCzLo7lGY1TkbmrE7YzVCR+a+gwrsevSWg/dT1aqnmc1Kj169ORz4laFtDUq1XjNWF6V1xPmcVuPooopSdjgUbsKM0hNNzXJOdjqhQu"
        + "OzRmm5ozWTqmv1ZlLyqPK9qubKNlcHtD6t1CiYqYY6vMlRslaRqGUplIpQFqdlpuK29pocs5CxLzV+BaqRjmr8FefiqmhlcuwLV1E4qtBVxOlf"
        + "NYis7lJjHTiqU6da0Xxiqk2KihXdzRMyJ061SdOa05x1qo6819DhqzsXzkEac1ft06VBGvNX7deldM53RlUmXLdKuonFQwLVxRxXn1IXZxSepX"
        + "lXis654zWrMOKybvvRCnY6KD1Mi5brWZLJzV67brWTM/NehS0PZpPQeJOanjes8PzVqFq9KlI58U9DSiNW06VSgq/GOK74S0Pl8VuPxSGn7aQi"
        + "oqzsjGjG7IjTSaewphryqtWx7mHoJoTNGaSiuR1jvjhkWMUhpc00muX2x531oRqhepGNQua0hVH7e5E1MzSuaiLV0qd0PmuTo3NXIXrNV8VPHL"
        + "iuXEaoDahlFW0mGKw458d6nW5968GvRbYc1jWaYY61VllHrVRrn3qCS496dDDu4vaEkriqzNzUbzZ71EZOa+gw2Hdg9oW4zzWhbnpWTE/NaVs3"
        + "SuqdFpEuVzXgq6vSqFuavIeK4amjM7XI5+lY953rXn6Vj3veiGptTfKYV4eTWPMea1rw8msebrXfThc7I4hJDFPNXYBVJOtaFsvSuqKsc9fEJo"
        + "0bdelaMScVVtU6VqwxcVr7ax4dZ8zIxHTWSrwi4pjRVzVsQXh1qZ7JURWr7x1C0deVVrXPfw8kkVNtG2rBSk2VyuoehGaIS1NLVFvpC9ciqM+C"
        + "WIY9mqF2oZqiZq3p1DqpVmxrtULNT3NQtXdTmepSlcXfSiXFQE0wtitJLmNmy6J8d6cLn3rNMhpPNNYPD3OaczTNz70xrj3rO800eYa7cPhFcy"
        + "dQumbPegSVTDmpENe9QwySJ9oaML81qWrdKxYDzWpbN0qMRRSRrCVzctm6VfRuKyrdulX0fivncRGzOmKHzHise8PWtOZ+KybtutZ0VqTN2MS8"
        + "6msibrWtd96y5RzXt0IaHFUrNDIhzWnaL0qhEvNatovStKisjmdZs1rNOlbEEfFZ1mvStm3HAryq1VolaiiPimPHVwLxTHWvOqV2dNJWM546ga"
        + "OtB1qBkrllUuelTnYpmOk8urRSk2Vk5nSqxy3mUnmVT873o833q/Zs+OVJlsvSE5quJKerZrSMbHTTi0OPNMK1KBmn+XmuiErHpUp2KbJULrWg"
        + "0VQvFXXTdzWVUz2FRkVceOoTHXfTpXOacyDBpwBqUR09Yq9GjTsYuRGq1OiU9IqnSKvQhJJBcIVrRtzjFVUTFWY+KyrvmRtCVjSgfFXEl4rKST"
        + "FTCf3rxK+H5mdcahdll4rOuXzmnPN71UmkzWdPDNMU5XKNzzms915rRl5qsUya9KmuVHHOk2QxJzWpajGKqRx81ftxjFRVd0Y+xaNa0OMVrwNx"
        + "WLbtjFaMMnFePXg2NRsaYbikY1WWWn7815tSmzaDFaomWpM5oxXLKNjpjIhK0myp9tGysmjVSPLBLThLVIPT1avc9icnsEX0erMZzWdG1XoTWU"
        + "6diHTsXohmrSJkVBAKvRrxXM9GZOViIxcVC8VaG3ionSuzDu7IdRmW8VQtFWlIlQMlfQ4aF0LmuVBFUqQ1OsdTRx12tWQEKQ+1TLD7VZjiqYRe"
        + "1c8qtikUvLxQRirbx4qtKMU4T5ir2IzJimmbHeoZWxVV5ea6o0VIaqF4z570wyZqkJakR80p0EjqpPmJzzSBKVOanRa46nunoU6HMRpHViMYoC"
        + "0vSuZu4qmHsizG+KtRy+9ZofFPWWs5U7nnVYWNdJvep0kzWRHN71bilrirUTFGmrZqRaqRPVpGry6tOxvElApcUgNPBrlcTS54uBT1FSiOnLHX"
        + "0TRqxYhV6Cq0aVbiGKxqRuZSVzQg7VfiPFZ0JxVyN645UtTmnSuWs8UxzTN/FMZ66cPTszL2LGuahPWnM1MzzX0GH0Q/ZkiDmrUSZqtFya0LdM"
        + "4roqS0DkJYos1OIeOlTQRZFXFg46V5tSWo+UyZYuKz7hMZroJoeOlZN5HjNOlUsyZIwLjjNZ8r4NaN4MZrInbBr1KVdJGPUcsnNWInrPD81Zhe"
        + "ipXTR34bc1IjVyOs+BqvRnivMq1Ln0OHhoS9qYzYoZuKrySYrGMjStT0HNJim+d71Uklx3qAz89a3R4lenqa8c/vV6GaudiuOetX4J+nNc1ZHI"
        + "qZ0UMtXI5Kw4J/er8U3vXk1kbxgaiyU8PWes3vUgm9643EvkPPPLpwjqbApcV71jPmI1SpkGKQCnily3LjqTIcVOr1VU08NS9kbKmmWvMpjPUW"
        + "6mk1tCnYbpIeWoB5qOnrXZCVjJ0i1B1rWtVzisq3HIrYtB0onUM3TNW2j4FX0i4qta9BWgmMVxzkZuJTuIuDWHfJgGuiuMYNYOoYwax57GM4nL"
        + "X4xmsK5PJre1DvXP3XU0/rLRhyakAbmrMLVTHWrUHak8S2d+GjZmpAavRnis+37Vej6VPtLn0OHeg924qnM9WZOlUZ60hI2qtWKk0lVGm560+c"
        + "nmqTsc10xZ5FZK5cjm561ft5+nNYkbHNXYJOlZ1dTmUUdDBP05rQim96wIJKvxS+9ebUhc2jE2Fm96eJvestZvenib3rndMvkMTfRvqn5vvSiX"
        + "3r2eU80uh6cGqmJKkV6pRKUrFoNTwagRqmSrUTWNdIkFKFpVFTImaG7GsayZEEqVEqZYqlWKsnVsarUSFcGtS2OMVSRMVMj7azdUicTbgmAAq4"
        + "tyAOtc8tzt70pvsDrWbnc5JmzcXIweaxL6cHPNQzX2R1rNubrdnmspMlR5infPkmsO45JrSuZd2azpBk1izWOHuV1XmrcCVGic1et4+lSdEKXI"
        + "WbdOlX404qK3j6Vfjj4rRM6Y1+QqyR8VRnjraaLjpVWaDPat4SM6mMRzk8R5qjJEc10U1t7VSktueldcGefUxSZkLGQasRAirJt8dqBHiteTmJ"
        + "hXTJImxVpJMVTHFOD4qXhrnXCpc0BL704TVnCWned70vqbNucxxL708S1RD05XrTlPMZoLJU8b1nI9Womp2MZysaMbVbjqjCavRUM45V7Msxir"
        + "cSZqvCKvwrXPUdjooVrsfHHUwiqSNKnCcV59Soe3Qd0VGXFV5H21dmXArLumxmslUNKi0Ipbnb3qpJe471WupsZ5rJmuTnrWsZXPMqPU1nvc96"
        + "rvdZ71kG5OetKs+e9WbYdXZoNJupmM1Aj5qzGM0uU92jQuiSJOa0LePpVeFea0rdOlS4kYilyotW8fSr8cfFQwJ0q/EnFQfN4qtysiMXFQvBnt"
        + "Wjs4ppjrSDPIqYtmNLb+1VJLb2reeH2qtJCPSu2mzn+stmDJb47VVkixW5NFWbcJivSoxudFGvczHGKgZ8VYn4qjK1erSw6Z61KoP8yjzaql+a"
        + "N9dP1VHTzmaDT1NRCnqa+cMWWYzVyE1Rjq7D2pHLVNCCr8NUIK0Iu1Jnl1XZl6GtCAVnwVpW9cdY6MK9S7EKsY4qKIcVPjivKqs+mwuxUuBxWL"
        + "enGa27noawr/vWMWdFXY5+9frWLO/JrWvzyaxJj8xrrp6nkVdyMvzUsb81VY81LCea6LWOrCrU0oTnFX4e1UIO1aEPahH1GGV0XoBWnbjpWdBW"
        + "nbjpUyOfHKyNGAdK0IhxVKAdKvx9KwZ8LmErNjjSGlNNrWCPBmxCM1BItT01xxXZTMb6mbcLxWRdDrW3cDise7HWvYwqO2hLUxbnvWbMa0rrvW"
        + "XOea+goR0PboMhzRmkorrsdVz/2Q==");
}
