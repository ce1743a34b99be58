package say

var jaFolder = table{}
